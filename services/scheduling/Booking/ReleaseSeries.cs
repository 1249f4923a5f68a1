using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Slots;
using MassTransit;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>SeriesReleaseRequested → the series ends, whatever it was; heard before its request it is remembered.</summary>
public sealed class ReleaseSeries(DocumentStore<Series, SeriesFact> store) : IConsumer<SeriesReleaseRequested>
{
    public Task Consume(ConsumeContext<SeriesReleaseRequested> context) => Handle(context.Message, context.Cause(), context.CancellationToken);

    public Task Handle(SeriesReleaseRequested message, Cause cause, CancellationToken ct)
    {
        var id = new SeriesId(message.ReferralId, message.Attempt);
        return store.Handle(id.ToString(), cause, s => SeriesDecider.Decide(s, new Release(id, message.Reason)), ct);
    }
}

/// <summary>Our own SeriesReleased → its claims go, and whoever waits in the chain gets another look.</summary>
public sealed class FreeClaims(ChainBooks books, OverdueClaims overdue, WaitingList waiting) : IConsumer<SeriesReleased>
{
    public Task Consume(ConsumeContext<SeriesReleased> context) => Handle(context.Message, context.CancellationToken);

    public async Task Handle(SeriesReleased message, CancellationToken ct)
    {
        var id = new SeriesId(message.ReferralId, message.Attempt);
        overdue.Forget(id.ToString());
        await books.Withdraw(message.Chain, id, null, ct);
        if (message.Chain is not "") await waiting.SlotsFreed(message.Chain, ct);
    }
}
