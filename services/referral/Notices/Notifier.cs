using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>
/// Brings what has happened to who wants to hear of it: finds the subscriptions, has each number the event, and stores a delivery of its own for
/// each number. Broken off anywhere, the message comes again and finds what it has done already (decision 0021).
/// </summary>
public sealed class Notifier(
    DocumentStore<Subscription, SubscriptionFact> subscriptions, DocumentStore<Delivery, DeliveryFact> deliveries, INoticeLists lists, NotificationWriter writer)
{
    /// <summary>So many subscriptions side by side.</summary>
    const int AtOnce = 16;

    public async Task Handle(IEvent message, Cause cause, CancellationToken ct)
    {
        if (NoticeTable.Of(message) is not { } notice) return;
        for (string? after = null; ;)
        {
            var page = await lists.Listening(Subscription.Listening(notice.Partner, notice.Topic), after, AtOnce, ct);
            await Task.WhenAll(page.Select(id => Tell(id, notice, cause, ct)));
            if (page.Count < AtOnce) return;
            after = page[^1];
        }
    }

    /// <summary>Deliveries of earlier numbers are stored before a number is given, so one is never stored before those before it: each lane keeps its order.</summary>
    async Task Tell(string id, Notice notice, Cause cause, CancellationToken ct)
    {
        if (await subscriptions.Find(id, ct) is not { State: var before }) return;
        await Store(before, ct);
        var handled = await subscriptions.Handle(id, cause, new Notify(notice, before.Events), SubscriptionDecider.Decide, ct);
        await Store(handled.State, ct);
    }

    async Task Store(Subscription subscription, CancellationToken ct)
    {
        foreach (var numbered in subscription.Numbered)
        {
            var id = Delivery.IdOf(subscription.Id, numbered.Number);
            if (await deliveries.Find(id, ct) is not null) continue;
            var deliver = new Deliver(subscription.Id, subscription.Chain, numbered, await writer.Event(subscription, numbered, ct));
            await deliveries.Handle(id, Cause.Own("referral"), deliver, DeliveryDecider.Decide, begins: true, ct);
        }
    }
}
