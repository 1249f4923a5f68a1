using MongoDB.Bson.Serialization.Attributes;

namespace ClinicNetwork.Operations.Work;

/// <summary>Somebody of the chain's own people.</summary>
/// <param name="Id">Their subject.</param>
public sealed record Colleague([property: BsonId] string Id, string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Chains, DateTimeOffset SeenAt);

/// <summary>
/// What coordinators have agreed among themselves about a referral: who has it, whose it is to be, until when it is put off. Why it waits belongs to its owner and is
/// asked there.
/// </summary>
/// <param name="Id">The referral's.</param>
/// <param name="Version">Filters the next write.</param>
/// <param name="Claim">Who has it in hand; what has run out counts as nobody.</param>
/// <param name="Assigned">Who is to do it.</param>
/// <param name="Snoozed">Until when it is put off.</param>
public sealed record WorkItem([property: BsonId] string Id, string Chain, long Version, Claim? Claim = null, Assignment? Assigned = null, Snooze? Snoozed = null)
{
    /// <summary>Who has it in hand at that time; null when nobody does.</summary>
    public Claim? ClaimAt(DateTimeOffset at) => Claim?.Until > at ? Claim : null;

    /// <summary>What others see of it: that a lease was renewed is no news.</summary>
    [BsonIgnore]
    public (string? Has, Assignment? Assigned, Snooze? Snoozed) Agreed => (Claim?.By, Assigned, Snoozed);
}

/// <summary>A lease: it ends by itself unless the tab in which the item is open renews it.</summary>
/// <param name="By">The colleague's subject.</param>
/// <param name="Tab">The tab that renewed it last.</param>
public sealed record Claim(string By, string Name, DateTimeOffset Since, DateTimeOffset Until, string Tab)
{
    /// <summary>From one renewal on.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    /// <summary>After its tab was left: who only loads the page again keeps it.</summary>
    public static readonly TimeSpan Leaving = TimeSpan.FromSeconds(8);
}

/// <param name="To">The colleague who is to do it.</param>
/// <param name="By">Who said so.</param>
public sealed record Assignment(string To, string Name, string By, DateTimeOffset At);

/// <summary>Put off. It comes back earlier when it waits for something else than it did then.</summary>
/// <param name="Reason">A code of <see cref="WorkRules.SnoozeReasons"/>.</param>
/// <param name="Attention">Why it was on the worklist then: its owner's code.</param>
/// <param name="Since">Since when it had been there for that.</param>
public sealed record Snooze(DateTimeOffset Until, string Reason, string By, string Name, string Attention, DateTimeOffset Since)
{
    public bool Holds(string attention, DateTimeOffset since, DateTimeOffset at) => Until > at && Attention == attention && Since == since;
}
