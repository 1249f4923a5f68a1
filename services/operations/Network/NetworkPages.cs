using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Pages.Network;
using ClinicNetwork.Operations.Referrals;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.Network;

/// <summary>A partner's subscription, as the referral service tells it to operators.</summary>
public sealed record SubscriptionLine(string Id, string Partner, string Topic, string Host, string Status, string? Error, DateTimeOffset Since, long Events);

/// <summary>A page of them.</summary>
/// <param name="Next">Where the next begins; null on the last.</param>
public sealed record SubscriptionPage(IReadOnlyList<SubscriptionLine> Subscriptions, string? Next);

/// <summary>How often a partner was refused, by the code of the first refusal, within the last day.</summary>
public sealed record RefusalCount(string Partner, string Code, int Count);

/// <summary>How the network runs: instances, queues, outboxes, the projection, refusals and deliveries.</summary>
public static class NetworkPages
{
    public static void MapNetworkPages(this WebApplication app)
    {
        app.MapGet("/network", Show).RequireAuthorization(Session.For("operator", "auditor"));
        app.MapPost("/network/subscriptions/{id}/activate", Activate).RequireAuthorization(Session.For("operator"));
    }

    static async Task<IResult> Show(HttpContext http, Readiness readiness, BacklogReader backlog, Changes changes, OnBehalf owners, string? subscriptions, string? after, string? done, string? refused, CancellationToken ct)
    {
        var query = new QueryString();
        if (subscriptions is not null) query = query.Add("status", subscriptions);
        if (after is not null) query = query.Add("after", after);
        var (listed, counted) = (owners.Get(http.User, "referral", $"/api/subscriptions{query}", ct), owners.Get(http.User, "referral", "/api/partners/refusals", ct));
        return new RazorComponentResult<NetworkPage>(new
        {
            Person = http.User, Instances = await readiness.Read(ct), Backlog = backlog.Current, changes.Newest,
            Deliveries = (await listed).As<SubscriptionPage>(), DeliveriesRefusal = (await listed).Refusal, Filter = subscriptions,
            Refusals = (await counted).As<IReadOnlyList<RefusalCount>>(), Done = done, Refused = refused,
        });
    }

    static async Task<IResult> Activate(HttpContext http, OnBehalf owners, string id, [FromForm] string? key, CancellationToken ct)
    {
        var answer = await owners.Post(http.User, "referral", $"/api/subscriptions/{Uri.EscapeDataString(id)}/activate", null, Guid.TryParse(key, out var sent) ? sent : null, ct);
        return Results.LocalRedirect(answer.IsDone ? "/network?done=The%20subscription%20is%20tried%20again#deliveries" : $"/network?refused={Uri.EscapeDataString(answer.Refusal)}#deliveries");
    }
}
