namespace ClinicNetwork.Operations.Work;

/// <summary>What becomes of an item, or why not.</summary>
public readonly record struct Judged(WorkItem? Next, Refusal? Refusal)
{
    public static implicit operator Judged(WorkItem next) => new(next, null);
    public static implicit operator Judged(Refusal refusal) => new(null, refusal);
}

/// <summary>Who may have, give and put off an item. Pure.</summary>
public static class WorkRules
{
    /// <summary>Why an item is put off, by code.</summary>
    public static IReadOnlyDictionary<string, string> SnoozeReasons { get; } = new OrderedDictionary<string, string>
    {
        ["patient"] = "The patient calls back",
        ["hospital"] = "The hospital looks something up",
        ["payer"] = "The payer looks into it",
        ["colleague"] = "A colleague has to be asked",
        ["later"] = "It can be done only then",
    };

    /// <summary>An item is put off so long at most.</summary>
    public static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(14);

    /// <summary>One has it at a time; who has it already has it for longer.</summary>
    public static Judged Claim(WorkItem item, Colleague me, string tab, DateTimeOffset at) =>
        item.ClaimAt(at) is { } held && held.By != me.Id ? Taken(held)
        : item with { Claim = new(me.Id, me.Name, item.ClaimAt(at)?.Since ?? at, at + Work.Claim.Lease, tab), Snoozed = null };

    /// <summary>The tab goes on having it; what was given back, or ran out and was taken, it does not get again.</summary>
    public static Judged Renew(WorkItem item, Colleague me, string tab, DateTimeOffset at) =>
        item.Claim?.By == me.Id ? Claim(item, me, tab, at) : new Refusal(RefusalKind.Conflict, "not-yours", "You do not have this item in hand any more.");

    /// <summary>Nobody can give back what somebody else has.</summary>
    public static Judged GiveBack(WorkItem item, Colleague me) => item.Claim?.By == me.Id ? item with { Claim = null } : item;

    /// <summary>A tab that renewed last was left; another one of the same person goes on.</summary>
    public static Judged Leave(WorkItem item, Colleague me, string tab, DateTimeOffset at) =>
        item.Claim is { } held && held.By == me.Id && held.Tab == tab && held.Until > at + Work.Claim.Leaving ? item with { Claim = held with { Until = at + Work.Claim.Leaving } } : item;

    /// <summary>What somebody else has in hand is not given away under them.</summary>
    public static Judged Assign(WorkItem item, Colleague me, Colleague to, DateTimeOffset at) =>
        item.ClaimAt(at) is { } held && held.By != me.Id && held.By != to.Id ? Taken(held)
        : !to.Chains.Contains("*") && !to.Chains.Contains(item.Chain) ? new Refusal(RefusalKind.Unprocessable, "other-chain", $"{to.Name} does not work for this chain: choose somebody who does.", "to")
        : item with { Assigned = new(to.Id, to.Name, me.Id, at), Claim = item.Claim?.By == to.Id ? item.Claim : null };

    public static Judged Unassign(WorkItem item) => item with { Assigned = null };

    /// <param name="attention">Why it is on the worklist now.</param>
    /// <param name="since">Since when.</param>
    public static Judged Snooze(WorkItem item, Colleague me, DateTimeOffset until, string? reason, string attention, DateTimeOffset since, DateTimeOffset at) =>
        item.ClaimAt(at) is { } held && held.By != me.Id ? Taken(held)
        : reason is null || !SnoozeReasons.ContainsKey(reason) ? new Refusal(RefusalKind.Unprocessable, "unknown-reason", "Choose why it is put off.", "reason")
        : until <= at ? new Refusal(RefusalKind.Unprocessable, "in-the-past", "This time has passed: choose a later one.", "until")
        : until > at + LongestSnooze ? new Refusal(RefusalKind.Unprocessable, "too-far", $"An item is put off {LongestSnooze.Days} days at most: choose an earlier time.", "until")
        : item with { Snoozed = new(until, reason, me.Id, me.Name, attention, since), Claim = null };

    public static Judged Wake(WorkItem item) => item with { Snoozed = null };

    static Refusal Taken(Claim held) => new(RefusalKind.Conflict, "claimed", $"{held.Name} has it in hand: it is free again when they leave it. Take the next one, or ask them.");
}
