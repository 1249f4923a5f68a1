namespace ClinicNetwork.Scheduling.Booking;

/// <summary>What became of a visit: recorded once, repeated harmlessly, never overwritten. The last one completes the series.</summary>
public static class OutcomeDecider
{
    public static Decision<SeriesFact> Decide(Series series, Command<RecordOutcome> command)
    {
        var (outcome, note, answers) = command.What;
        if (series.Plan?.Find(outcome.Visit) is null)
            return new Refusal(RefusalKind.NotFound, "not-found", "There is no visit with this id.");
        if (series.Outcomes.FirstOrDefault(o => o.Visit == outcome.Visit) is { } known)
            return known.Same(outcome) ? Decision<SeriesFact>.Repeat(FactOf(known)) : Recorded;
        if (series.Stage is not Booked)
            return new Refusal(RefusalKind.Conflict, "not-booked", "This visit is not booked: only booked visits have outcomes.");
        SeriesFact[] facts = series.Remaining == 1 ? [FactOf(outcome), new SeriesCompleted()] : [FactOf(outcome)];
        return Decision<SeriesFact>.Of(facts).With(Patient.Note(outcome.Visit), note).With(Patient.Answers(outcome.Visit), RequestAnswer.Write(answers));
    }

    /// <summary>The visit has another outcome, or the same one with another note or answer.</summary>
    public static Refusal Recorded { get; } =
        new(RefusalKind.Conflict, "outcome-recorded", "This visit already has another outcome; it cannot be changed here.");

    static SeriesFact FactOf(VisitOutcome o) => o.Status is VisitStatus.Completed
        ? new VisitCompleted { Visit = o.Visit, Minutes = o.Minutes, Techniques = o.Techniques, PainBefore = o.PainBefore, PainAfter = o.PainAfter }
        : new VisitMissed { Visit = o.Visit };
}
