namespace ClinicNetwork.Referrals;

/// <summary>A coordinator takes a referral under review.</summary>
/// <param name="SelfPay">The patient gets an estimate instead of another look at the coverage.</param>
/// <param name="Visits">Where the order does not say how many: as the referrer answered.</param>
public sealed record Accept(bool SelfPay, int? Visits = null);

/// <summary>A coordinator does not take it.</summary>
/// <param name="Reason">A code of <see cref="Reasons.ToReject"/>.</param>
/// <param name="Text">Words for the hospital, 1–500 characters.</param>
public sealed record Reject(string? Reason, string? Text);

/// <summary>The patient said yes to the estimate.</summary>
public sealed record AcceptEstimate;

public static partial class ReferralDecider
{
    public static Decision<ReferralFact> Decide(Referral referral, Command<Accept> command)
    {
        if (referral.Stage is not InReview)
            return IsTaken(referral) && (!command.What.SelfPay || referral.SelfPay) ? Decision<ReferralFact>.None : NotOnReview(referral);
        if (referral.Prescription.IsDraft)
            return new Refusal(RefusalKind.Conflict, "not-ordered", "The referrer asks for advice and has not ordered anything: answer them; it becomes a referral when they make the order active.");
        if (ProblemOfVisits(referral, command.What.Visits) is { } problem) return problem;
        if (!command.What.SelfPay) return new ReferralAccepted(referral.ConditionGroup ?? "agreed", null, command.At, command.What.Visits);
        if (referral.Coverage is not { } coverage)
            return new Refusal(RefusalKind.Conflict, "too-early", "Coverage has not been looked at yet: accept the referral first.");
        var answer = new CoverageAnswer(CoverageOutcome.SelfPay, 0, "coordinator-decision", "A coordinator agreed on self-pay.", 0, coverage.SelfPayPrice, null, coverage.Rule);
        return new EstimateOffered(answer, EstimateText(referral, answer), command.At);
    }

    /// <summary>A person fills in what the order leaves out, and changes nothing of what it prescribes.</summary>
    static Refusal? ProblemOfVisits(Referral referral, int? visits) => (referral.Prescription.Visits, visits) switch
    {
        (0, null) => new(RefusalKind.Conflict, "visits-missing", "The order does not say how many visits: ask the referrer and accept it with their number, or reject it as information-required.", "visits"),
        (0, < 1 or > 60) => new(RefusalKind.Unprocessable, "visits-out-of-range", "A referral has 1 to 60 visits.", "visits"),
        ( > 0, not null) when visits != referral.Prescription.Visits => new(RefusalKind.Unprocessable, "visits-prescribed", "The order says how many visits, and that stays.", "visits"),
        _ => null,
    };

    public static Decision<ReferralFact> Decide(Referral referral, Command<Reject> command)
    {
        if (ProblemOfSaying(command.What.Reason, Reasons.ToReject, command.What.Text) is { } problem) return problem;
        if (referral.BusinessStatus == BusinessStatus.Rejected) return Decision<ReferralFact>.None;
        if (referral.CancellationRequested)
            return new Refusal(RefusalKind.Conflict, "cancellation-requested", "The hospital has asked to cancel: confirm that instead.");
        return referral.Stage is InReview or AwaitingEstimate || referral.Hold?.Reason == Reason.NoSlots
            ? Decision<ReferralFact>.Of(new ReferralRejected(Reasons.Find(command.What.Reason)!.Value, command.At)).With(Words.Rejection, command.What.Text!.Trim())
            : NotOnReview(referral);
    }

    /// <summary>The visits are looked for now.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<AcceptEstimate> command) => referral.Stage switch
    {
        AwaitingEstimate => new Story(referral).Add(new EstimateAccepted(command.At)).PlaceOrReport(command.At).Decision,
        Placing or Booking or Treating or Moving or Reporting when referral.SelfPay => Decision<ReferralFact>.None,
        _ => new Refusal(RefusalKind.Conflict, "no-estimate", "No estimate waits for acceptance on this referral."),
    };

    static bool IsTaken(Referral referral) => referral.Stage is Covering or AwaitingEstimate or Placing or Reserving or Booking or Treating or Moving or Reporting;

    static Refusal NotOnReview(Referral referral) => new(RefusalKind.Conflict, "not-on-review",
        $"The referral waits for no such decision of a coordinator: it is {referral.BusinessStatus.Display().ToLowerInvariant()}.");
}
