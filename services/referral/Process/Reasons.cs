using System.Collections.Frozen;

namespace ClinicNetwork.Referrals;

/// <summary>Why a referral stands still, has ended, or wants a person to look at it.</summary>
public enum Reason
{
    Review,
    AuthorizationPending,
    EstimateAcceptance,
    NoSlots,
    NoAnswer,
    CancellationRequested,
    OutcomeMissing,
    ReportLate,
    ClosingLate,
    Cancelled,
    Deceased,
    InformationRequired,
    ServiceInappropriate,
    PrerequisitesNotComplete,
    AppointmentNotRequired,
    Other,
    PatientNotReached,
    PatientDeclined,
    NoCapacity,
    GoalsMet,
    NotTolerated,
    Reopened,
    InformationRequested,
    QuestionAsked,
    QuestionAnswered,
    QuestionUnanswered,
    ClockBreached,
    ReportUnacknowledged,
    HandedBack,
    ReportUnread,
    VisitMissed,
    VisitCancelled,
    EnteredInError,
    PossibleDuplicate,
    Duplicate,
    ContinuationDue,
}

/// <summary>What insurance decided about a referral's visits.</summary>
public enum CoverageOutcome
{
    /// <summary>All visits.</summary>
    Covered,
    /// <summary>Some visits.</summary>
    Partial,
    /// <summary>None: the patient may accept an estimate.</summary>
    SelfPay,
    /// <summary>A person decides.</summary>
    Review,
}

/// <summary>What became of a visit.</summary>
public enum VisitOutcome
{
    Completed,
    Missed,
}

/// <summary>Why a referral stands still, in words, since when.</summary>
/// <param name="Text">The network's own sentence or the payer's; never a person's.</param>
public sealed record Hold(Reason Reason, string Text, DateTimeOffset Since);

/// <summary>The one mapping of reasons and outcomes to codes on the wire and to words for people.</summary>
public static class Reasons
{
    static readonly FrozenDictionary<Reason, (string Code, string Words)> All = new Dictionary<Reason, (string, string)>
    {
        [Reason.Review] = ("review", "A coordinator looks at it."),
        [Reason.AuthorizationPending] = ("authorization-pending", "The payer has not decided yet."),
        [Reason.EstimateAcceptance] = ("estimate-acceptance", "The patient has to accept the estimate."),
        [Reason.NoSlots] = ("no-slots", "No whole series of visits is free yet."),
        [Reason.NoAnswer] = ("no-answer", "A service of the network has not answered yet; it is asked again by itself."),
        [Reason.CancellationRequested] = ("cancellation-requested", "The hospital asks to cancel; a coordinator confirms."),
        [Reason.OutcomeMissing] = ("outcome-missing", "The last visit's time has passed and not every outcome is recorded."),
        [Reason.ReportLate] = ("report-late", "All visits are over, but scheduling has not told yet what to report; it is asked again by itself."),
        [Reason.ClosingLate] = ("closing-late", "The referral has ended, but scheduling or insurance has not confirmed yet that nothing of it is left; they are asked again by themselves."),
        [Reason.Cancelled] = ("cancelled", "Cancelled at the hospital's request."),
        [Reason.Deceased] = ("deceased", "The patient is recorded as deceased."),
        [Reason.InformationRequired] = ("information-required", "Information that the clinic needs is missing from the order."),
        [Reason.ServiceInappropriate] = ("service-inappropriate", "This service is not the right one for what was ordered."),
        [Reason.PrerequisitesNotComplete] = ("prerequisites-not-complete", "Something that has to be done first has not been done."),
        [Reason.AppointmentNotRequired] = ("appointment-not-required", "No appointment is needed."),
        [Reason.Other] = ("other", "For another reason."),
        [Reason.PatientNotReached] = ("patient-not-reached", "The patient could not be reached."),
        [Reason.PatientDeclined] = ("patient-declined", "The patient does not want the treatment."),
        [Reason.NoCapacity] = ("no-capacity", "No location has room for the visits in a sensible time."),
        [Reason.GoalsMet] = ("goals-met", "What the treatment was for is reached."),
        [Reason.NotTolerated] = ("not-tolerated", "The patient does not tolerate the treatment."),
        [Reason.InformationRequested] = ("information-requested", "The referrer has been asked and has not answered yet."),
        [Reason.QuestionAsked] = ("question-asked", "The hospital asks something: answer it."),
        [Reason.QuestionAnswered] = ("question-answered", "The hospital has answered: decide again, or ask further."),
        [Reason.QuestionUnanswered] = ("question-unanswered", "The hospital was reminded and has not answered: telephone, or decide without."),
        [Reason.ClockBreached] = ("clock-breached", "What the chain promised was not done in time."),
        [Reason.ReportUnacknowledged] = ("report-unacknowledged", "The hospital was told of its report again and has not fetched it: telephone."),
        [Reason.HandedBack] = ("handed-back", "The clinic does not treat it: read why, and send it elsewhere or again with what was missing."),
        [Reason.ReportUnread] = ("report-unread", "The report is there."),
        [Reason.VisitMissed] = ("visit-missed", "The patient did not come to a visit."),
        [Reason.VisitCancelled] = ("visit-cancelled", "Booked visits fell away; others are looked for."),
        [Reason.EnteredInError] = ("entered-in-error", "The hospital has marked its order as entered in error."),
        [Reason.PossibleDuplicate] = ("possible-duplicate", "The patient has another open referral for the same condition: a coordinator says whether both go on."),
        [Reason.Duplicate] = ("duplicate", "Another referral of the same patient for the same condition is open; that one goes on."),
        [Reason.ContinuationDue] = ("continuation-due", "The ordered visits come to their end: the referrer is asked for more, or none are needed."),
        [Reason.Reopened] = ("reopened", "It had ended and was opened again: a coordinator decides how it goes on."),
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<string, Reason> ByCode = All.ToFrozenDictionary(r => r.Value.Code, r => r.Key);

    /// <summary>What a coordinator may reject with, after NHS e-RS.</summary>
    public static IReadOnlyList<Reason> ToReject { get; } =
        [Reason.InformationRequired, Reason.ServiceInappropriate, Reason.PrerequisitesNotComplete, Reason.AppointmentNotRequired, Reason.Duplicate, Reason.Other];

    /// <summary>What a coordinator may hand back with, once it was accepted.</summary>
    public static IReadOnlyList<Reason> ToHandBack { get; } = [Reason.PatientNotReached, Reason.PatientDeclined, Reason.NoCapacity, Reason.Deceased, Reason.ServiceInappropriate, Reason.Duplicate, Reason.Other];

    /// <summary>What a treatment may be ended with before its last visit.</summary>
    public static IReadOnlyList<Reason> ToDischarge { get; } = [Reason.GoalsMet, Reason.NotTolerated, Reason.PatientDeclined, Reason.PatientNotReached, Reason.Deceased, Reason.Other];

    /// <summary>It was right to send and was tried: Task.status <c>failed</c> (Gravity SDOH clinical care), not <c>rejected</c>.</summary>
    public static bool IsFailure(this Reason reason) => reason is Reason.PatientNotReached or Reason.PatientDeclined or Reason.NoCapacity;

    /// <summary>The code on the wire, e.g. <c>no-slots</c>.</summary>
    public static string Code(this Reason reason) => All[reason].Code;

    /// <summary>What people read where nobody has said more.</summary>
    public static string Words(this Reason reason) => All[reason].Words;

    /// <summary>The reason of a code; null when there is none.</summary>
    public static Reason? Find(string? code) => code is not null && ByCode.TryGetValue(code, out var reason) ? reason : null;

    /// <summary>The code on the wire.</summary>
    public static string Code(this CoverageOutcome outcome) => outcome switch
    {
        CoverageOutcome.Covered => "covered",
        CoverageOutcome.Partial => "partial",
        CoverageOutcome.SelfPay => "self-pay",
        _ => "review",
    };

    /// <summary>What an outcome says that this version does not know, a person finds out.</summary>
    public static CoverageOutcome CoverageOf(string code) =>
        Enum.GetValues<CoverageOutcome>().Cast<CoverageOutcome?>().FirstOrDefault(o => o!.Value.Code() == code) ?? CoverageOutcome.Review;

    /// <summary>The code on the wire.</summary>
    public static string Code(this VisitOutcome outcome) => outcome == VisitOutcome.Completed ? "completed" : "missed";

    /// <exception cref="UnbelievableMessageException">No such outcome of a visit.</exception>
    public static VisitOutcome VisitOf(string code) => code switch
    {
        "completed" => VisitOutcome.Completed,
        "missed" => VisitOutcome.Missed,
        _ => throw new UnbelievableMessageException("visit-outcome", "A visit is completed or missed."),
    };
}
