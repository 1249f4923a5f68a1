using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>What happened, for people: what, why, and by which version of which rule. Ids stay ids, for who knows their names.</summary>
/// <param name="Because">In the network's own words; null where the happening says it all.</param>
/// <param name="Rule">The policy that decided, with its version; null where a person did, or nothing was decided.</param>
public sealed record HistoryEntry(string What, string? Because = null, string? Rule = null);

static class HistoryWords
{
    /// <param name="document">With its words: what the hospital reads anyway is told with its happening.</param>
    public static HistoryEntry Of(ReferralFact fact, Document<Referral, ReferralFact> document) => fact switch
    {
        ReferralReceived f => new("Received", $"{Visits(f.Prescription.Visits)}, {f.Prescription.Priority}"),
        ReferralAccepted f => new($"Accepted: {f.ConditionGroup.Replace('-', ' ')}", f.Rules is null ? "A person decided." : "The diagnosis is one that is treated here.", f.Rules is { } rules ? $"screening v{rules}" : null),
        ReviewRequired f => new("A person has to decide", f.Text, f.Coverage?.Rule),
        ReferralRejected f => new(document.State.Attempts.Count > 0 ? "Handed back" : "Rejected", f.Reason.Words()),
        AuthorizationPended f => new("The payer takes its time", f.Text),
        CoverageDetermined f => new($"{Visits(f.Coverage.CoveredVisits)} covered", f.Coverage.Reason, f.Coverage.Rule),
        EstimateOffered f => new("An estimate was offered", f.Text, f.Coverage.Rule),
        EstimateAccepted => new("The patient accepted the estimate"),
        PlacementRequested f => new($"{Visits(f.Visits)} looked for", f.Attempt > 1 ? $"Attempt {f.Attempt}." : null),
        NoSlotsFound f => new("No room yet", f.Text),
        SeriesHeld f => new($"{Visits(f.Series.Visits.Count)} held"),
        UnitsReserved => new("Units reserved"),
        UnitsRefused f => new("Units refused", f.Text),
        SeriesBooked => new("Booked"),
        SeriesReleased f => new("Visits released", f.ReasonCode.Replace('-', ' ') + "."),
        SeriesCompleted => new("Every visit has its outcome"),
        TreatmentContinued => new("Further visits lie ahead"),
        VisitCompleted f => new($"Visit {f.Visit} took place"),
        VisitMissed f => new($"Visit {f.Visit} was missed"),
        TreatmentDischarged f => new("Ended early", f.Reason.Words()),
        ReferralReopened => new("Opened again", document.Words(Words.Reopening)),
        EndSeen => new("The hospital has seen how it ended"),
        PlaceChosen => new("Another place was chosen"),
        MoveBegun f => new("What lies ahead moves", document.Words(Words.Transfer(f.Attempt))),
        PreferencesSet => new("The patient’s preferences were noted"),
        TreatmentCompleted => new("No visit lies ahead any more", "The report is written next."),
        ReportIssued => new("Report sent"),
        ReportAcknowledged => new("The hospital has the report", "The loop is closed."),
        ReportReminded => new("Told of the report again"),
        ReportUnacknowledged => new("The report was not fetched", "Somebody telephones."),
        ReferralCompleted => new("Completed"),
        CancellationRequested => new("The hospital asks to cancel", document.Words(Words.Cancellation)),
        ReferralCancelled => new("Cancelled"),
        UnitsReleased => new("Insurance confirms: nothing is reserved any more"),
        AskedAgain => new("Asked again", "No answer came in time."),
        WaitOverdue => new("Reminded", "Nobody has decided in time."),
        ClockBreached f => new($"A promise ran out: {new Clock(f.Clock, default).Code.Replace('-', ' ')}"),
        MessageSent f => new(f.ReplyTo is null ? $"Question {f.Number} asked" : $"Answered to question {f.ReplyTo}", f.From == Mover.Sender ? "By the hospital." : "By the clinic."),
        QuestionResolved f => new($"Question {f.Number} is answered"),
        ReplyReminded f => new($"Reminded of question {f.Number}"),
        QuestionUnanswered f => new($"Question {f.Number} stays unanswered"),
        ContactAttempted f => new("The patient was called", $"By {f.Channel.Code()}: {f.Outcome.Code().Replace('-', ' ')}."),
        NoteWritten => new("A note was written"),
        _ => new(Plain(fact.GetType().Name)),
    };

    /// <summary>OrderCorrected → Order corrected.</summary>
    static string Plain(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));

    static string Visits(int count) => count == 1 ? "1 visit" : $"{count} visits";
}
