namespace ClinicNetwork.Referrals;

/// <summary>A coordinator gives back a referral that had been accepted: it could not be carried out.</summary>
/// <param name="Reason">A code of <see cref="Reasons.ToHandBack"/>.</param>
/// <param name="Text">Words for the hospital, 1–500 characters.</param>
/// <param name="Rule">What has to be tried before a patient counts as not reached.</param>
public sealed record HandBack(string? Reason, string? Text, ContactRule Rule);

/// <summary>A coordinator ends a treatment that has begun before its last visit; the report says so.</summary>
/// <param name="Reason">A code of <see cref="Reasons.ToDischarge"/>.</param>
/// <param name="Text">Words for the hospital, 1–500 characters.</param>
/// <param name="Rule">What has to be tried before a patient counts as not reached.</param>
public sealed record Discharge(string? Reason, string? Text, ContactRule Rule);

public static partial class ReferralDecider
{
    /// <summary>What it held goes back, and the hospital decides again (BSeR 05, 10, 17, 25). Once a visit took place the hospital is owed a report: that is a discharge.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<HandBack> command)
    {
        if (ProblemOfSaying(command.What.Reason, Reasons.ToHandBack, command.What.Text) is { } problem) return problem;
        if (referral.BusinessStatus == BusinessStatus.Rejected) return Decision<ReferralFact>.None;
        if (referral.BusinessStatus == BusinessStatus.Received)
            return new Refusal(RefusalKind.Conflict, "not-accepted", "The referral has not been accepted yet: reject it instead.");
        if (referral.Problem(BusinessStatus.Rejected, command.Actor) is { } refusal) return refusal;
        if (referral.HasBegun)
            return new Refusal(RefusalKind.Conflict, "visits-took-place", "Visits took place, so the hospital gets a report: end the treatment (discharge) instead.");
        if (referral.Stage is Reporting) return NothingLiesAhead;
        if (ProblemOfReaching(referral, command.What.Reason, command.What.Rule, command.At) is { } unreached) return unreached;
        return Decision<ReferralFact>.Of(new ReferralRejected(Reasons.Find(command.What.Reason)!.Value, command.At)).With(Words.Rejection, command.What.Text!.Trim());
    }

    /// <summary>Visits that lie ahead are released; the report follows once scheduling has told which took place.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Discharge> command)
    {
        if (ProblemOfSaying(command.What.Reason, Reasons.ToDischarge, command.What.Text) is { } problem) return problem;
        if (referral.Discharge is not null) return Decision<ReferralFact>.None;
        if (referral.SideOf(command.Actor) != Mover.Receiver) return referral.Problem(BusinessStatus.Completed, command.Actor) ?? NothingLiesAhead;
        if (!referral.HasBegun)
            return new Refusal(RefusalKind.Conflict, "nothing-took-place", "No visit took place yet: hand the referral back, or reject it, instead.");
        if (referral.Stage is Covering)
            return new Refusal(RefusalKind.Conflict, "too-early", "Insurance is just being asked: end the treatment once it has answered.");
        if (referral.Stage is not (InReview or AwaitingEstimate or Placing or Reserving or Booking or Treating or Moving)) return NothingLiesAhead;
        if (ProblemOfReaching(referral, command.What.Reason, command.What.Rule, command.At) is { } unreached) return unreached;
        return new Story(referral).Add(new TreatmentDischarged(Reasons.Find(command.What.Reason)!.Value, command.At)).ReportUnlessBooked(command.At).Decision
            .With(Words.Discharge, command.What.Text!.Trim());
    }

    /// <summary>A booked series is first released; what was only looked for is left.</summary>
    static Story ReportUnlessBooked(this Story story, DateTimeOffset at) => story.State.Stage is Treating or Moving ? story : story.Add(new TreatmentCompleted(at));

    static Refusal NothingLiesAhead { get; } = new(RefusalKind.Conflict, "nothing-lies-ahead", "No visit lies ahead any more: there is nothing to end.");

    /// <summary>Nobody is given up before the chain's rule is met.</summary>
    static Refusal? ProblemOfReaching(Referral referral, string? reason, ContactRule rule, DateTimeOffset at) =>
        reason == Reason.PatientNotReached.Code() && rule.Missing(referral.Contacts, at) is { } missing ? new(RefusalKind.Conflict, "try-further", missing, "reason") : null;

    /// <summary>A reason of the list, and words for the hospital beside it.</summary>
    static Refusal? ProblemOfSaying(string? code, IReadOnlyList<Reason> reasons, string? text) =>
        Reasons.Find(code) is not { } reason || !reasons.Contains(reason)
            ? new(RefusalKind.Unprocessable, "unknown-reason", $"Give one of these reasons: {string.Join(", ", reasons.Select(r => r.Code()))}.", "reason")
        : string.IsNullOrWhiteSpace(text) || text.Length > LongestText
            ? new(RefusalKind.Unprocessable, "text-missing", "Say in words why, in 500 characters at most: the hospital reads it.", "text")
        : null;

    const int LongestText = 500;
}
