using System.Text.Json;
using ClinicNetwork.Hosting;
using Wire = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Referrals;

/// <summary>Writes the report of a referral that waits for it: read the outcome from scheduling, write, issue.</summary>
public sealed class Reports(DocumentStore<Referral, ReferralFact> referrals, ISeriesOutcomes outcomes, TimeProvider clock, ILogger<Reports> log)
{
    /// <summary>True when the report, the last or an interim one, is issued now; false when none is waited for, or scheduling does not tell yet.</summary>
    public async Task<bool> TryIssue(string id, CancellationToken ct)
    {
        if (await referrals.Find(id, Part.Personal, ct) is not { State: var state } referral || (state.Stage is not Reporting && state.Awaited is null) || await TryRead(id, ct) is not { } outcome) return false;
        var (order, now) = (referral.Order(), clock.GetUtcNow());
        var handled = state.Stage is Reporting
            ? await referrals.Handle(id, Cause.Own("referral"), new IssueReport(OutcomeReport.Write(id, order, outcome, now, Edition.Last(state))), ReferralDecider.Decide, ct)
            : await referrals.Handle(id, Cause.Own("referral"),
                new IssueInterimReport(state.InterimReports.Count + 1, state.Awaited!.Point, OutcomeReport.Write(id, order, outcome, now, Edition.Interim(state))), ReferralDecider.Decide, ct);
        return handled.Facts.Count > 0;
    }

    async Task<SeriesOutcome?> TryRead(string id, CancellationToken ct)
    {
        try
        {
            return await outcomes.Of(id, ct);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or TimeoutException or JsonException)
        {
            log.LogWarning("The outcome of {Id} could not be read yet and is asked for again: {Kind}", id, e.GetType().Name);
            return null;
        }
    }
}

/// <summary>
/// What scheduling tells of visits. The last of them leads to the report, which is then tried at once for speed; should scheduling
/// be slow or away, its due time brings it back.
/// </summary>
public sealed class Outcomes(DocumentStore<Referral, ReferralFact> referrals, Reports reports, TimeProvider clock)
    : IHandles<Wire.VisitCompleted>, IHandles<Wire.VisitMissed>, IHandles<Wire.SeriesCompleted>, IHandles<Wire.SeriesReleased>
{
    /// <summary>A slow scheduling must not hold up other messages.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task Handle(Wire.VisitCompleted message, Cause cause, CancellationToken ct) =>
        await ReportNext(await referrals.Handle(message.ReferralId, cause, message, ReferralDecider.Decide, ct), ct);

    public async Task Handle(Wire.VisitMissed message, Cause cause, CancellationToken ct) =>
        await ReportNext(await referrals.Handle(message.ReferralId, cause, message, ReferralDecider.Decide, ct), ct);

    public async Task Handle(Wire.SeriesCompleted message, Cause cause, CancellationToken ct) =>
        await ReportNext(await referrals.Handle(message.ReferralId, cause, message, ReferralDecider.Decide, ct), ct);

    public async Task Handle(Wire.SeriesReleased message, Cause cause, CancellationToken ct) =>
        await ReportNext(await referrals.Handle(message.ReferralId, cause, message, ReferralDecider.Decide, ct), ct);

    async Task ReportNext(Handled<Referral, ReferralFact> handled, CancellationToken ct)
    {
        if (!handled.Facts.Any(f => f is TreatmentCompleted or InterimReportDue)) return;
        using var late = new CancellationTokenSource(Patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            await reports.TryIssue(handled.State.ReferralId, limit.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is OperationCanceledException or MongoDB.Driver.MongoException or TimeoutException or ConcurrencyException)
        {
            // The message itself is handled; the report is due again soon.
        }
    }
}

/// <summary>Time has come for a referral: its report is tried once more; everything else is the decider's.</summary>
public sealed class ReferralSweep(DocumentStore<Referral, ReferralFact> referrals, Reports reports) : ISweep
{
    public IDocuments Documents => referrals.Documents;

    public async Task Move(string id, CancellationToken ct)
    {
        if (!await reports.TryIssue(id, ct)) await referrals.Handle(id, Cause.Own(Actor.Timer), new TimePassed(), ReferralDecider.Decide, ct);
    }
}
