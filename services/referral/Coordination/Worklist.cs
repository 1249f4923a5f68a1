using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Referral;

/// <summary>An entry of the coordinators' worklist: why it stands still, and since when.</summary>
public sealed record WorklistEntry(
    string ReferralId, string Chain, string Partner, Identifier? Placer, string Priority, string BusinessStatus, string Attention, string? Text,
    DateTimeOffset Since, bool Overdue, DateTimeOffset ReceivedAt);

/// <param name="Payment">self-pay to go on without insurance; null to go on as usual.</param>
public sealed record AcceptRequest(string? Payment);

/// <param name="Reason">One of <see cref="ReferralDecider.RejectReasons"/>.</param>
public sealed record RejectRequest(string? Reason, string? Text);

/// <summary>What coordinators do: look at what waits for them, and decide.</summary>
public static class Worklist
{
    public static void MapWorklist(this WebApplication app)
    {
        var coordinator = AccessPolicies.Roles("coordinator");
        app.MapGet("/api/worklist", List).RequireAuthorization(AccessPolicies.Roles("coordinator", "auditor")).Audited("worklist");
        app.MapGet("/api/referrals/{id}", Show).RequireAuthorization(AccessPolicies.Roles("coordinator", "auditor")).Audited("read");
        app.MapPost("/api/referrals/{id}/accept", (string id, AcceptRequest? body, HttpContext http, Command command) => command.Run(id, http,
            (s, who, now) => ReferralDecider.Accept(s, who, body?.Payment == "self-pay", s.Coverage?.SelfPayPrice ?? 0, now))).RequireAuthorization(coordinator);
        app.MapPost("/api/referrals/{id}/reject", (string id, RejectRequest? body, HttpContext http, Command command) => command.Run(id, http,
            (s, _, now) => ReferralDecider.Reject(s, body?.Reason ?? "", body?.Text ?? "", now))).RequireAuthorization(coordinator);
        app.MapPost("/api/referrals/{id}/estimate/accept", (string id, HttpContext http, Command command) =>
            command.Run(id, http, ReferralDecider.AcceptEstimate)).RequireAuthorization(coordinator);
        app.MapPost("/api/referrals/{id}/cancellation/confirm", (string id, HttpContext http, Command command) =>
            command.Run(id, http, ReferralDecider.ConfirmCancellation)).RequireAuthorization(coordinator);
    }

    /// <summary>Oldest first, at most 200; <c>reason</c> narrows it, <c>after</c> (an id) pages on.</summary>
    static async Task<IResult> List(
        HttpContext http, DocumentStore<Referral, ReferralFact> referrals, string? reason, int? limit, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        var where = Builders<Document<Referral, ReferralFact>>.Filter;
        var filter = reason is null ? where.Exists(d => d.State.Attention) : where.Eq(d => d.State.Attention, reason);
        if (!caller.Chains.Contains("*")) filter &= where.In(d => d.Chain, caller.Chains);
        var found = await referrals.Collection.Find(filter).SortBy(d => d.State.Since).Limit(Math.Clamp(limit ?? 100, 1, 200))
            .Project(d => d.State).ToListAsync(ct);
        return Results.Ok(found.Select(Entry));
    }

    static WorklistEntry Entry(Referral r) => new(r.ReferralId, r.Chain, r.Partner, r.Placer, r.Priority, r.BusinessStatus.Code(),
        r.Attention ?? "", r.Hold?.Text, r.Since, r.Overdue, r.ReceivedAt);

    static async Task<IResult> Show(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.FindWithHistory(id, ct) is { } document && document.State.MaySee(http)
            ? Results.Ok(new
            {
                referralId = id, taskStatus = document.State.TaskStatus, businessStatus = document.State.BusinessStatus.Code(),
                waitsFor = document.State.Stage.GetType().Name, document.State.Hold, document.State.Closed, document.State.Coverage, document.State.Attempt, document.State.Series,
                order = new { document.Order().Diagnoses, document.Order().Requests, document.Order().Patient.Name, document.Order().Patient.BirthDate },
                history = document.History.Select(h => new { fact = h.Fact.GetType().Name, h.At, h.By, h.Version }),
            })
            : ServiceRequests.NotFound(http);
}

/// <summary>A coordinator's command on a referral of their chain, with an optional Idempotency-Key.</summary>
public sealed class Command(DocumentStore<Referral, ReferralFact> referrals, TimeProvider clock)
{
    public async Task<IResult> Run(string id, HttpContext http, Func<Referral, string, DateTimeOffset, Decision<ReferralFact>> decide)
    {
        var caller = Caller.Of(http.User);
        var key = Guid.TryParse(http.Request.Headers["Idempotency-Key"], out var given) ? given : Guid.NewGuid();
        if (await referrals.Find(id, http.RequestAborted) is not { } found || !found.State.MaySee(http)) return ServiceRequests.NotFound(http);
        var handled = await referrals.Handle(id, new(key, caller.Id), s => decide(s, caller.Id, clock.GetUtcNow()), http.RequestAborted);
        return handled.Refusal is { } refusal
            ? Problems.ToResult(http, refusal)
            : Results.Ok(new { referralId = id, businessStatus = handled.State.BusinessStatus.Code(), taskStatus = handled.State.TaskStatus, attention = handled.State.Attention });
    }
}
