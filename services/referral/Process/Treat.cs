using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using MassTransit;

namespace ClinicNetwork.Referral;

/// <summary>A visit took place or was missed; after the last one the outcome report goes back to the hospital.</summary>
public sealed class VisitConsumer(DocumentStore<Referral, ReferralFact> referrals, SchedulingClient scheduling, TimeProvider clock)
    : IConsumer<VisitCompleted>, IConsumer<VisitMissed>
{
    public Task Consume(ConsumeContext<VisitCompleted> context) =>
        Record(context, context.Message.Attempt, context.Message.Visit, "completed", context.Message.Remaining);

    public Task Consume(ConsumeContext<VisitMissed> context) =>
        Record(context, context.Message.Attempt, context.Message.Visit, "missed", context.Message.Remaining);

    async Task Record<T>(ConsumeContext<T> context, int attempt, int visit, string outcome, int remaining) where T : class, Contracts.IEvent
    {
        var (id, ct) = (context.Message.ReferralId, context.CancellationToken);
        string? report = null;
        if (remaining == 0 && await referrals.FindWithHistory(id, ct) is { } document)
            report = OutcomeReport.Write(id, document.Order(), await scheduling.Outcome(id, attempt, ct), clock.GetUtcNow());
        await referrals.Handle(id, context.Cause(),
            s => ReferralDecider.Record(s, attempt, visit, outcome, report, clock.GetUtcNow()), ct);
    }
}

public static partial class ReferralDecider
{
    /// <summary>
    /// Records a visit's outcome; with a report the referral is complete. BSeR goes from one visit to the next by way of
    /// <i>scheduled</i> (18, 26), so that step is recorded too.
    /// </summary>
    public static Decision<ReferralFact> Record(Referral referral, int attempt, int visit, string outcome, string? report, DateTimeOffset now)
    {
        if (referral.Attempt != attempt || referral.Series is null || referral.Stage is not (Treating or Booking)) return Decision<ReferralFact>.None;
        var facts = new List<ReferralFact>();
        // Messages of one series may overtake each other: a visit implies that its series was booked.
        if (referral.Stage is Booking) facts.Add(new SeriesConfirmed(attempt, now));
        if (referral.Series.Visits.Any(v => v.Visit == visit && v.Outcome is null))
        {
            if (referral.BusinessStatus == BusinessStatus.Unattended || (referral.BusinessStatus == BusinessStatus.EventCompleted && outcome == "missed"))
                facts.Add(new TreatmentContinued(now));
            facts.Add(new VisitRecorded(visit, outcome, now));
        }
        if (report is not null)
        {
            if ((facts.OfType<VisitRecorded>().LastOrDefault()?.Outcome ?? referral.Series.Visits.FirstOrDefault(v => v.Visit == visit)?.Outcome) == "missed")
                facts.Add(new TreatmentContinued(now));
            facts.Add(new ReportIssued(report, now));
            facts.Add(new ReferralCompleted(now));
        }
        return Decision<ReferralFact>.Of(facts);
    }
}
