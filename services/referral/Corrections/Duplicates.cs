namespace ClinicNetwork.Referrals;

/// <summary>A referral of the same patient that is open when a new one comes.</summary>
public sealed record OpenReferral(string Id, string? ConditionGroup);

/// <summary>What a new order has to do with earlier ones of its patient: what it continues, what it is sent instead of, what else is open.</summary>
/// <param name="TreatedBy">The therapist of the referral that it continues; null when nobody treats or treated there.</param>
public sealed record Related(IReadOnlyList<OpenReferral> Open, string? BasedOn, string? Replaces, string? TreatedBy);

/// <summary>A coordinator has looked at the possible duplicates: both referrals go on.</summary>
public sealed record ClearDuplicates;

public static partial class ReferralDecider
{
    /// <summary>Shown to a coordinator and never merged: a second order for the same condition may well be meant.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<ClearDuplicates> command) =>
        referral.Duplicates.Count == 0 ? new Refusal(RefusalKind.Conflict, "no-duplicate", "No other open referral of the patient for the same condition is known.")
        : referral.SideOf(command.Actor) != Mover.Receiver ? new Refusal(RefusalKind.Forbidden, "only-the-receiver", "Only the chain that has a referral says whether two go on.")
        : referral.DuplicatesClearedAt is not null ? Decision<ReferralFact>.None
        : new DuplicatesCleared(command.At);

    /// <summary>Of the patient's open referrals those for the same condition; what it continues or replaces is none.</summary>
    static Story Compare(this Story story, IReadOnlyList<OpenReferral> open, DateTimeOffset at)
    {
        var r = story.State;
        List<string> same = [.. open.Where(o => o.Id != r.ReferralId && o.Id != r.BasedOn && o.Id != r.Replaces && o.ConditionGroup is not null && o.ConditionGroup == r.ConditionGroup).Select(o => o.Id)];
        return same.Count == 0 || r.BusinessStatus.IsTerminal() ? story : story.Add(new DuplicatesFound(same, at));
    }
}
