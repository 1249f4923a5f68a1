using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Slots;
using MassTransit;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>SeriesReleaseRequested → the series ends, whatever it was; heard before its request it is remembered.</summary>
public sealed class ReleaseSeries(DocumentStore<Series, SeriesFact> store) : IConsumer<SeriesReleaseRequested>
{
    public Task Consume(ConsumeContext<SeriesReleaseRequested> context)
    {
        var id = new SeriesId(context.Message.ReferralId, context.Message.Attempt);
        return store.Handle(id.ToString(), context.Cause(),
            s => SeriesDecider.Decide(s, new Release(id, context.Message.Reason)), context.CancellationToken);
    }
}

/// <summary>Our own SeriesReleased → its claims go, and whoever waits in the chain gets another look.</summary>
public sealed class FreeClaims(ClaimStore claims, ChainBooks books, OverdueClaims overdue, WaitingList waiting) : IConsumer<SeriesReleased>
{
    public async Task Consume(ConsumeContext<SeriesReleased> context)
    {
        var (message, ct) = (context.Message, context.CancellationToken);
        var id = new SeriesId(message.ReferralId, message.Attempt);
        overdue.Forget(id.ToString());
        var days = await claims.Withdraw(id, null, ct);
        if (message.Chain is "") return;
        await books.Remove(message.Chain, id.ToString(), null, ct);
        if (days.Count > 0) await waiting.SlotsFreed(message.Chain, ct);
    }
}
