using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Claims;
using ClinicNetwork.Scheduling.WaitingLists;
using Wire = ClinicNetwork.Contracts.Scheduling.V1;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>Our own SeriesReleased → its claims go, and whoever waits in the chain gets another look.</summary>
public sealed class FreeClaims(DocumentStore<Series, SeriesFact> store, ChainBooks books, OverdueClaims overdue, WaitingLines waiting) : IHandles<Wire.SeriesReleased>
{
    public async Task Handle(Wire.SeriesReleased message, Cause cause, CancellationToken ct)
    {
        var id = new SeriesId(message.ReferralId, message.Attempt);
        var released = await Ended(id, ct);
        overdue.Forget(id.ToString());
        await books.Withdraw(released.Chain, id, null, ct);
        if (released.WasAskedFor) await waiting.SlotsFreed(released.Chain, ct);
    }

    /// <summary>The series itself says that it has ended, and whose it was; the message alone frees nothing.</summary>
    /// <exception cref="UnbelievableMessageException">It has not ended.</exception>
    async Task<Series> Ended(SeriesId id, CancellationToken ct) =>
        await store.Find(id.ToString(), ct) is { State: { Stage: Released } series }
            ? series
            : throw new UnbelievableMessageException("not-released", "The message says that a series has ended which has not.");
}
