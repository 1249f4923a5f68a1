using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Slots;
using MassTransit;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>PlacementRequested → a held series, or one that waits. Delivered again after a crash it starts over.</summary>
public sealed class PlaceSeries(DocumentStore<Series, SeriesFact> store, Placer placer, ChainBooks books, ReferralClient referrals, TimeProvider clock)
    : IConsumer<PlacementRequested>
{
    public Task Consume(ConsumeContext<PlacementRequested> context) => Handle(context.Message, context.Cause(), context.CancellationToken);

    public async Task Handle(PlacementRequested message, Cause cause, CancellationToken ct)
    {
        var id = new SeriesId(message.ReferralId, message.Attempt);
        await ReleaseOlderAttempts(id, message.Chain, ct);

        var known = await store.Find(id.ToString(), ct);
        var details = known is null ? await referrals.Placement(message.ReferralId, ct) : null;
        var handled = await store.Handle(id.ToString(), cause,
            s => s.Stage is Unknown && details is null
                ? throw new InvalidOperationException($"{id} was there and is gone")
                : SeriesDecider.Decide(s, new RequestPlacement(id, Order(message, details), details?.Patient ?? s.Patient ?? Nobody, clock.GetUtcNow())), begins: known is null, ct);

        if (handled.Facts.Count > 0) await placer.Place(handled.State, ct);
        // The same message again: who began with it has crashed. Any other is the referral asking again while it is being placed.
        else if (handled.State.Stage is Placing && known?.Seen.Contains(cause.MessageId) == true) await placer.Restart(id, ct);
    }

    /// <summary>One referral has one live series: older attempts end first, also those whose request is still on its way.</summary>
    async Task ReleaseOlderAttempts(SeriesId id, string chain, CancellationToken ct)
    {
        for (var attempt = id.Attempt - 1; attempt > 0; attempt--)
        {
            var older = id with { Attempt = attempt };
            var ended = await store.Handle(older.ToString(), Cause.Own("newer-attempt"), s => s.Stage is Released or Completed
                ? Decision<SeriesFact>.None
                : SeriesDecider.Decide(s, new Release(older, "superseded")), ct);
            // Its SeriesReleased may still be on its way, and the patient's own old claims would be in the way.
            if (ended.State.Stage is Released) await books.Withdraw(chain, older, null, ct);
        }
    }

    static Patient Nobody { get; } = new() { Key = "", Name = "" };

    static Order Order(PlacementRequested message, PlacementDetails? details) => new()
    {
        Chain = message.Chain,
        Visits = message.Visits,
        Techniques = message.Techniques,
        Priority = message.Priority,
        CoveredUntil = message.CoveredUntil,
        Cadence = new() { Frequency = message.Frequency, Period = message.Period, Unit = message.PeriodUnit },
        NotBefore = details?.NotBeforeDay,
        Latitude = details?.Latitude,
        Longitude = details?.Longitude,
    };
}
