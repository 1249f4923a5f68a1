using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.WaitingLists;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>The model of <see cref="MongoSeries"/>.</summary>
sealed class ModelSeries(ModelCollection<Series, SeriesFact> series, Line line) : IWaitingQueue, IAttempts, ILostSeries
{
    public Task<IReadOnlyList<Waiter>> First(string chain, DateTimeOffset? due, Waiter? after, int limit, CancellationToken ct) => line.Do<IReadOnlyList<Waiter>>(() =>
        [.. All.Where(d => d.Chain == chain && (due is null || d.Due <= due))
            .Select(d => d.State.Stage is Waiting w ? new Waiter(d.Id, d.Chain, w.Urgency, w.Since) : null).OfType<Waiter>()
            .Where(w => after is null || Waiter.ByRank.Compare(w, after) > 0).Order(Waiter.ByRank).Take(limit)]);

    public Task<IReadOnlyList<Series>> Of(string referralId, CancellationToken ct) =>
        line.Do<IReadOnlyList<Series>>(() => [.. All.Select(d => d.State).Where(s => s.ReferralId == referralId)]);

    public Task<IReadOnlyList<string>> At(LostPlace place, int limit, CancellationToken ct) => line.Do<IReadOnlyList<string>>(() =>
        [.. All.Where(d => d.Chain == place.Chain && d.State.Stage is Held or Booked && d.State.Plan is { } plan && (place.Location ?? plan.LocationId) == plan.LocationId
            && (place.Therapist ?? plan.TherapistId) == plan.TherapistId && plan.Visits.Any(v => v.Date >= place.From)).Select(d => d.Id).Take(limit)]);

    IEnumerable<Document<Series, SeriesFact>> All => series.Documents.Values;
}
