namespace ClinicNetwork.Referrals;

/// <summary>A hospital says its order otherwise.</summary>
/// <param name="Before">As it is kept; the corrected one must be a correction of just that.</param>
/// <param name="ServiceRequestBefore">What is kept of it as FHIR JSON.</param>
/// <param name="ServiceRequest">What is kept from now on.</param>
public sealed record Correct(Order Before, Order Now, string ServiceRequestBefore, string ServiceRequest, ScreeningRules Rules, long RulesVersion);

/// <summary>Would a correction be taken?</summary>
public sealed record TryCorrecting;

public static partial class ReferralDecider
{
    /// <summary>An order that is corrected more often is another one.</summary>
    public const int MostCorrections = 20;

    /// <summary>
    /// Whose order it is never changes. What is said otherwise is kept beside what was said, screened like a new order, covered again where insurance decided
    /// by it, placed again where scheduling did. Visits that took place stay; booked ones stay until what takes their place is known to be possible.
    /// </summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Correct> command)
    {
        var (what, at) = (command.What, command.At);
        if (referral.Fingerprint == what.Now.Fingerprint) return Decision<ReferralFact>.None;
        if ((ProblemOfCorrecting(referral, command.Actor) ?? ProblemOfCorrecting(referral, what)) is { } problem) return problem;
        var number = referral.Corrections.Count + 1;
        var changes = OrderChanges.Between(what.Before, what.Now);
        var corrected = new Story(referral).Add(new OrderCorrected(number, what.Now.Fingerprint, what.Now.Prescription(), what.Now.Patient.Likeness, changes, at, what.Now.Patient.NameKeys));
        return corrected.Follow(what, changes, at).Decision
            .With(Words.Order, what.Now.Write()).With(Words.ServiceRequest, what.ServiceRequest).With(Words.Before(number), what.ServiceRequestBefore);
    }

    static Story Follow(this Story story, Correct what, IReadOnlyList<string> changes, DateTimeOffset at)
    {
        var r = story.State;
        if (what.Now.Patient.Deceased)
            return r.HasBegun ? story.Add(new TreatmentDischarged(Reason.Deceased, at)).ReportUnlessBooked(at) : story.Add(new ReferralRejected(Reason.Deceased, at));
        var screened = Screen(what.Now, what.Rules, what.RulesVersion, at);
        var review = screened as ReviewRequired;
        // What a coordinator has already agreed to is no news.
        var isNews = review is not null && review != Screen(what.Before, what.Rules, what.RulesVersion, at);
        var attempt = r.CurrentAttempt;
        return r.Stage switch
        {
            InReview => review is null || isNews ? story.Add(screened) : story,
            _ when isNews => attempt is { } left ? story.Add(new MoveBegun(left, at, AfterMove.Review, review!.Text)) : story.Add(screened),
            Covering or AwaitingEstimate => OrderChanges.AskInsurance(changes) ? story.Add(new ReferralAccepted(r.ConditionGroup ?? "agreed", null, at)) : story,
            Treating when OrderChanges.AskInsurance(changes) && !OrderChanges.AskScheduling(changes) => story.Add(new VerificationBegun(changes.Contains(OrderChanges.Coverage), at)),
            _ when OrderChanges.AskInsurance(changes) => story.Add(new MoveBegun(attempt!.Value, at, AfterMove.Cover)),
            _ when OrderChanges.AskScheduling(changes) => story.Add(new MoveBegun(attempt!.Value, at)),
            _ => story,
        };
    }

    /// <summary>Whether a correction would be taken at all; what it leads to depends on what it says.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<TryCorrecting> command) => ProblemOfCorrecting(referral, command.Actor) is { } problem
        ? problem
        : new OrderCorrected(referral.Corrections.Count + 1, referral.Fingerprint, referral.Prescription, null, [OrderChanges.Other], command.At);

    static Refusal? ProblemOfCorrecting(Referral referral, Actor actor) =>
        referral.SideOf(actor) != Mover.Sender ? new(RefusalKind.Forbidden, "only-the-sender", "Only the hospital that sent an order corrects it.")
        : referral.BusinessStatus.IsTerminal() ? new(RefusalKind.Conflict, "already-ended", $"The referral is {referral.BusinessStatus.Display().ToLowerInvariant()}: send a new order, with replaces or basedOn.", "ServiceRequest")
        : referral.CancellationRequested ? new(RefusalKind.Conflict, "cancellation-requested", "This order is revoked, and cannot be corrected any more: send a new one.", "ServiceRequest.status")
        : referral.Stage is Reporting || (referral.Discharge is not null) ? new(RefusalKind.Conflict, "nothing-lies-ahead", "The treatment is over and its report is being written: send a new order, with basedOn.", "ServiceRequest")
        : referral.Corrections.Count >= MostCorrections ? new(RefusalKind.Conflict, "too-many-corrections", $"An order is corrected {MostCorrections} times at most: send a new one.", "ServiceRequest")
        : null;

    static Refusal? ProblemOfCorrecting(Referral referral, Correct what) =>
        referral.Fingerprint != what.Before.Fingerprint ? new(RefusalKind.PreconditionFailed, "version-conflict", "The order has been corrected meanwhile: read it, and decide again.", "ServiceRequest.meta.versionId")
        : what.Now.Placer != what.Before.Placer ? new(RefusalKind.Unprocessable, "other-number", "The placer identifier names the order and stays: send another order under another number.", "ServiceRequest.identifier")
        : what.Now.Visits > 0 && what.Now.Visits < referral.Visits.Count(v => v.Outcome == VisitOutcome.Completed)
            ? new(RefusalKind.Unprocessable, "fewer-than-took-place", $"{referral.Visits.Count(v => v.Outcome == VisitOutcome.Completed)} visits took place already: order as many at least.", "ServiceRequest.quantity")
        : what.Now.ServiceKind != what.Before.ServiceKind ? new(RefusalKind.Unprocessable, "other-service", "Medical and spa massage are two things: send a new order.", "ServiceRequest.category")
        : ProblemOfIdentity(what.Before.Patient, what.Now.Patient);

    /// <summary>Whom an order is for is never edited: a slip there would treat somebody by another's prescription.</summary>
    static Refusal? ProblemOfIdentity(Patient before, Patient now) =>
        before.Key != now.Key ? OtherPatient("record number", "identifier")
        : before.BirthDate is not null && before.BirthDate != now.BirthDate ? OtherPatient("birth date", "birthDate")
        : !string.Equals(before.Name, now.Name, StringComparison.OrdinalIgnoreCase) ? OtherPatient("name", "name")
        : null;

    static Refusal OtherPatient(string what, string element) => new(RefusalKind.Unprocessable, "other-patient",
        $"The patient's {what} is another. Whom an order is for is never edited: set its status to entered-in-error, and send a new order for the right patient.",
        $"ServiceRequest.subject.resolve().{element}");
}
