using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Search;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>PlacementRequested → a held series, or one that waits. Delivered again after a crash it starts over.</summary>
public sealed class PlaceSeries(DocumentStore<Series, SeriesFact> store, IPlacementDetails referral, Placer placer, Attempts attempts) : IHandles<PlacementRequested>
{
    public async Task Handle(PlacementRequested message, Cause cause, CancellationToken ct)
    {
        var id = new SeriesId(message.ReferralId, message.Attempt);
        var known = await store.Find(id.ToString(), ct);
        var handled = known is { State: { WasAskedFor: true } asked }
            ? await AnswerAgain(asked, message, cause, ct)
            : await Begin(message, await referral.Of(message.ReferralId, ct), await attempts.TreatedBy(id, ct), cause, isNew: known is null, ct);

        if (handled.State.Stage is Placing && handled.Facts.Count > 0) await placer.Place(handled.State, ct);
        // The same message again: who began with it has crashed. Any other is the referral asking again while it is being placed.
        else if (handled.State.Stage is Placing && handled.Repeated) await placer.Restart(id, ct);
        else if (handled.State.Stage is Released) await attempts.EndOlder(id, ct);
    }

    Task<Handled<Series, SeriesFact>> AnswerAgain(Series asked, PlacementRequested message, Cause cause, CancellationToken ct)
    {
        message.MustBeOf(asked.Chain);
        return store.Handle(asked.Key.ToString(), cause, new AskAgain(), SeriesDecider.Decide, ct);
    }

    Task<Handled<Series, SeriesFact>> Begin(PlacementRequested message, PlacementDetails details, string? treatedBy, Cause cause, bool isNew, CancellationToken ct)
    {
        var command = details.Command(message, treatedBy);
        return store.Handle(command.Id.ToString(), cause, command, SeriesDecider.Decide, begins: isNew, ct);
    }
}
