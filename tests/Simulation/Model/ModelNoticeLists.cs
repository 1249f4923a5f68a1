using ClinicNetwork.Referrals;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>The model of <see cref="MongoNoticeLists"/>.</summary>
sealed class ModelNoticeLists(ModelCollection<Subscription, SubscriptionFact> subscriptions, ModelCollection<Delivery, DeliveryFact> deliveries, Line line) : INoticeLists
{
    public Task<IReadOnlyList<string>> Listening(string key, string? after, int limit, CancellationToken ct) => line.Do<IReadOnlyList<string>>(() =>
        [.. subscriptions.Documents.Values.Where(d => d.State.Listens == key && (after is null || string.CompareOrdinal(d.Id, after) > 0)).Take(limit).Select(d => d.Id)]);

    public Task<string?> First(string lane, CancellationToken ct) => line.Do(() => deliveries.Documents.Values.FirstOrDefault(d => d.State.Lane == lane)?.Id);
}
