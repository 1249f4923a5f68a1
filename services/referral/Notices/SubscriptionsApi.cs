using ClinicNetwork.Hosting;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Subscription, ClinicNetwork.Referrals.SubscriptionFact>;
using Store = ClinicNetwork.Hosting.DocumentStore<ClinicNetwork.Referrals.Subscription, ClinicNetwork.Referrals.SubscriptionFact>;

namespace ClinicNetwork.Referrals;

/// <summary>A subscription as operators see it.</summary>
/// <param name="Host">Of the endpoint: the rest of it is the partner's.</param>
public sealed record SubscriptionView(
    string Id, string Partner, string Topic, string Host, string Status, string? Error, DateTimeOffset Since, long Events);

/// <summary>Subscriptions for operators of all chains: which there are, and one that has failed activated again.</summary>
public static class SubscriptionsApi
{
    const int Page = 100;
    static readonly FilterDefinitionBuilder<Document> Where = Builders<Document>.Filter;

    public static void MapSubscriptionsApi(this WebApplication app)
    {
        app.MapGet("/api/subscriptions", List).RequireAuthorization(AccessPolicies.Roles("operator", "auditor")).Says("Partners' subscriptions and how they stand.");
        app.MapPost("/api/subscriptions/{id}/activate", Activate).RequireAuthorization(AccessPolicies.Roles("operator")).Says("Try a subscription again.");
    }

    /// <summary>By id; <c>status</c> or <c>partner</c> narrows it, <c>after</c> (the last id seen) pages on.</summary>
    static async Task<IResult> List(HttpContext http, MongoDocuments<Subscription, SubscriptionFact> subscriptions, SubscriptionStatus? status, string? partner, string? after, CancellationToken ct)
    {
        var filter = (status, partner) switch
        {
            (not null, not null) => throw new RefusalException(new Refusal(RefusalKind.Invalid, "one-filter", "Ask by status or by partner, not by both.", "partner")),
            ({ } wanted, _) => Where.Eq(d => d.State.Status, wanted),
            (_, { } wanted) => Where.Eq(d => d.State.Owner, wanted),
            _ => Where.Empty,
        };
        if (after is not null) filter &= Where.Gt(d => d.Id, after);
        var found = await subscriptions.Collection.Find(filter, new() { Hint = status is not null ? MongoNoticeLists.ByStatus : partner is not null ? MongoNoticeLists.ByOwner : MongoNoticeLists.ById })
            .SortBy(d => d.Id).Limit(Page + 1).Project(d => d.State).ToListAsync(ct);
        return Results.Ok(new { subscriptions = found.Take(Page).Where(s => !s.IsDeleted).Select(View), next = found.Count > Page ? found[Page - 1].Id : null });
    }

    static async Task<IResult> Activate(string id, HttpContext http, Store subscriptions, CancellationToken ct)
    {
        if (!Caller.Of(http.User).IsNetworkWide)
            return Problems.ToResult(http, new Refusal(RefusalKind.Forbidden, "not-network-wide", "Partners belong to the whole network: only an operator of all chains may do this."));
        var handled = await subscriptions.Handle(id, RequestCause.Of(http, new Reactivate()), new Reactivate(), SubscriptionDecider.Decide, ct);
        return handled.Refusal is { } refusal ? Problems.ToResult(http, refusal) : Results.Ok(View(handled.State));
    }

    static SubscriptionView View(Subscription s) => new(s.Id, s.Partner, s.Terms!.Topic, new Uri(s.Terms.Endpoint).Authority, s.Status.Code(), s.Error, s.Since, s.Events);
}
