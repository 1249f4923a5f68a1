using System.Security.Claims;
using MongoDB.Bson.Serialization.Attributes;

namespace ClinicNetwork.Operations.Bulk;

/// <summary>What is done with several referrals at once: frozen when it is looked at, and run by the service, whatever becomes of the tab.</summary>
/// <param name="Id">The same for the same set chosen from the same page: choosing it twice is choosing it once.</param>
/// <param name="What">A code of <see cref="BulkActs.All"/>.</param>
/// <param name="From">The worklist that it was chosen from, as a query.</param>
/// <param name="Due">When an instance turns to it; later while one has it in hand.</param>
/// <param name="Said">What an assignment or a snooze needs; null where nothing is needed.</param>
public sealed record BulkAct(
    [property: BsonId] string Id, Doer By, DateTimeOffset At, string What, string From, IReadOnlyList<BulkRow> Rows, BulkStatus Status, DateTimeOffset? Due = null, BulkSaid? Said = null);

public enum BulkStatus
{
    /// <summary>Looked at; nothing is done yet.</summary>
    Preview,
    Running,
    /// <summary>Stopped by who began it; what is left may go on.</summary>
    Stopped,
    Done,
}

/// <param name="To">The colleague who is to do it.</param>
/// <param name="Reason">Why it is put off, as a code.</param>
public sealed record BulkSaid(string? To = null, DateTimeOffset? Until = null, string? Reason = null);

/// <summary>One referral of it.</summary>
/// <param name="Id">The referral's.</param>
/// <param name="Attention">Why it was on the worklist when the set was frozen, and since when.</param>
/// <param name="Version">Of the referral then: another one is not what was looked at.</param>
/// <param name="Will">What its owner said that it would do.</param>
/// <param name="Why">Why it was left out or refused, in words.</param>
public sealed record BulkRow(string Id, string Chain, string Attention, DateTimeOffset Since, long Version, IReadOnlyList<string> Will, BulkStanding Standing, string? Why = null);

public enum BulkStanding
{
    /// <summary>It will be done.</summary>
    Ahead,
    /// <summary>It is being done; after a crash it is asked for again, under the same key.</summary>
    Doing,
    Done,
    LeftOut,
}

/// <summary>Who does it: the rights of the person who chose the set, as they were then.</summary>
public sealed record Doer(string Id, string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Chains)
{
    public ClaimsPrincipal Principal => new(new ClaimsIdentity(
        [new("kind", "person"), new("sub", Id), new("name", Name), .. Roles.Select(r => new Claim("role", r)), .. Chains.Select(c => new Claim("chain", c))], "bulk", "name", "role"));
}

/// <summary>What can be done with several at once: only what needs no words, for words are for one patient each.</summary>
public static class BulkActs
{
    public static IReadOnlyDictionary<string, string> All { get; } = new OrderedDictionary<string, string>
    {
        ["assign"] = "Assign to a colleague",
        ["snooze"] = "Put off",
        ["wake"] = "Take up again what is put off",
        ["accept"] = "Accept",
        ["confirm-cancellation"] = "Confirm the cancellation",
        ["resolve"] = "The question is answered",
    };

    /// <summary>True for what coordinators agree among themselves; the rest is the referral service's to decide.</summary>
    public static bool IsOurs(string what) => what is "assign" or "snooze" or "wake";
}
