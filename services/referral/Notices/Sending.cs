using System.Text.Json;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>Time has come for a subscription: its handshake, a sign of life, or its end.</summary>
public sealed class SubscriptionSweep(DocumentStore<Subscription, SubscriptionFact> subscriptions, NotificationWriter writer, IReceivers receivers, Post post, TimeProvider clock) : ISweep
{
    public IDocuments Documents => subscriptions.Documents;

    public Task Move(string id, CancellationToken ct)
    {
        post.Take(id, id, stopping => Greet(id, stopping), ct);
        return Task.CompletedTask;
    }

    async Task Greet(string id, CancellationToken ct)
    {
        if (await subscriptions.Find(id, Part.Personal, ct) is not { State: { Terms: not null } state } found) return;
        if (state.Terms.End <= clock.GetUtcNow())
            await subscriptions.Handle(id, Cause.Own(Actor.Timer), new TimePassed(), SubscriptionDecider.Decide, ct);
        else if (state.Status is SubscriptionStatus.Requested)
        {
            var problem = await receivers.Send(Envelope.Of(found, writer.Handshake(state)), ct);
            await subscriptions.Handle(id, Cause.Own(Actor.Timer), new HandshakeAnswered(state.Revision, problem), SubscriptionDecider.Decide, ct);
        }
        else if (state.Status is SubscriptionStatus.Active && state.HeartbeatAt <= clock.GetUtcNow())
        {
            var problem = await receivers.Send(Envelope.Of(found, writer.Heartbeat(state)), ct);
            await subscriptions.Handle(id, Cause.Own(Actor.Timer), new HeartbeatAnswered(problem), SubscriptionDecider.Decide, ct);
        }
    }
}

/// <summary>Time has come for a delivery: it is sent, unless an earlier one of its referral still waits.</summary>
public sealed class DeliverySweep(
    DocumentStore<Delivery, DeliveryFact> deliveries, DocumentStore<Subscription, SubscriptionFact> subscriptions, INoticeLists lists, IReceivers receivers, Post post, TimeProvider clock) : ISweep
{
    public IDocuments Documents => deliveries.Documents;

    public Task Move(string id, CancellationToken ct)
    {
        post.Take(Delivery.SubscriptionOf(id), id, stopping => Send(id, stopping), ct);
        return Task.CompletedTask;
    }

    async Task Send(string id, CancellationToken ct)
    {
        if (await deliveries.Find(id, Part.Personal, ct) is not { State: { Lane: { } lane } delivery } found || await lists.First(lane, ct) != id) return;
        var subscription = await subscriptions.Find(delivery.SubscriptionId, Part.Personal, ct);
        // It is due again by itself, when the handshake has been answered.
        if (subscription?.State.Status is SubscriptionStatus.Requested) return;
        if (subscription?.State.Status is SubscriptionStatus.Active)
        {
            var problem = await receivers.Send(Envelope.Of(subscription, found.Words(Delivery.Body)!), ct);
            if (problem is not null && DeliveryDecider.IsHopeless(delivery, clock.GetUtcNow()))
                await subscriptions.Handle(subscription.Id, Cause.Own(Actor.Timer), new GiveUp(problem), SubscriptionDecider.Decide, ct);
            await deliveries.Handle(id, Cause.Own(Actor.Timer), new DeliveryAnswered(problem), DeliveryDecider.Decide, ct);
            if (problem is not null) return;
        }
        else await deliveries.Handle(id, Cause.Own(Actor.Timer), new Skip(), DeliveryDecider.Decide, ct);
        // Should this be broken off, the next one is due by itself later on.
        if (await lists.First(lane, ct) is { } next && (await deliveries.Handle(next, Cause.Own(Actor.Timer), new TakeTurn(), DeliveryDecider.Decide, ct)).Facts.Count > 0)
            await Move(next, ct);
    }
}

/// <summary>A notification with what it takes to send it.</summary>
/// <param name="Headers">As <c>Name: value</c>.</param>
/// <param name="Secret">The key that it is signed with.</param>
public sealed record Envelope(string Partner, Terms Terms, IReadOnlyList<string> Headers, string Secret, string Body)
{
    /// <param name="subscription">With its words.</param>
    public static Envelope Of(Document<Subscription, SubscriptionFact> subscription, string body) => new(
        subscription.State.Partner, subscription.State.Terms!, JsonSerializer.Deserialize<IReadOnlyList<string>>(subscription.Words(SubscriptionWords.Headers) ?? "[]")!,
        subscription.Words(SubscriptionWords.Secret)!, body);
}

/// <summary>The port to the partners' endpoints.</summary>
public interface IReceivers
{
    /// <returns>Null when it was taken (2xx); else why not, in words for the partner.</returns>
    Task<string?> Send(Envelope envelope, CancellationToken ct);
}
