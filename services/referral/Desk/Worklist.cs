using System.Linq.Expressions;
using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>An entry of a worklist: why it stands still, and since when.</summary>
/// <param name="Attention">A code of <see cref="Reasons"/>.</param>
/// <param name="Cursor">Sent as <c>after</c> in the same order, it asks for the entries behind this one.</param>
/// <param name="ClockDue">When the next promise runs out; null when none runs.</param>
/// <param name="RunsOut">When the first of what was promised or is waited for runs out, or ran out; null when nothing does.</param>
/// <param name="Location">Where it is held, booked or to be placed; null while that is nowhere.</param>
public sealed record WorklistEntry(
    string ReferralId, string Chain, string Partner, Identifier? Placer, string Priority, string BusinessStatus, string Attention, string Text,
    DateTimeOffset Since, bool Overdue, DateTimeOffset ReceivedAt, string Cursor, DateTimeOffset? ClockDue, DateTimeOffset? RunsOut, string? Location, long Version);

/// <summary>What waits for coordinators, and for a hospital's people.</summary>
public static class Worklist
{
    static readonly FilterDefinitionBuilder<Document> Where = Builders<Document>.Filter;
    /// <summary>Referrals that are asked for by their ids at most.</summary>
    const int MostNamed = 200;

    /// <summary>Named by its query: the local engine's planner reads all of a collection of large documents instead.</summary>
    public static BsonDocument Index { get; } = new() { { "state.attention", 1 }, { "state.since", 1 } };

    /// <summary>As <see cref="Index"/>, by what runs out next.</summary>
    public static BsonDocument PromisedIndex { get; } = new() { { "state.attention", 1 }, { "state.runsOut", 1 } };

    /// <summary>As <see cref="Index"/>, for each hospital's.</summary>
    public static BsonDocument HospitalsIndex { get; } = new() { { "state.partner", 1 }, { "state.senderAttention", 1 }, { "state.since", 1 } };

    public static void MapWorklist(this WebApplication app)
    {
        app.MapGet("/api/worklist", List).RequireAuthorization(AccessPolicies.Roles("coordinator", "auditor")).Audited("worklist").Says("What waits for a coordinator.");
        app.MapGet("/api/worklist/counts", Counts).RequireAuthorization(AccessPolicies.Roles("coordinator", "auditor")).Says("How much waits in each list.");
        app.MapGet("/api/hospital/worklist", ListOfHospital).RequireAuthorization(AccessPolicies.Roles("referrer")).Audited("worklist").Says("What waits for the hospital.");
        app.MapGet("/api/referrals/{id}", ReferralView.Show).RequireAuthorization(AccessPolicies.Roles("coordinator", "auditor", "referrer")).Audited("read").Says("One referral with everything that happened to it.");
        app.MapPost("/api/referrals/{id}/seen", (string id, HttpContext http) => DeskCommands.Run(id, http, new SeeEnd(), ReferralDecider.Decide)).RequireAuthorization(AccessPolicies.Roles("referrer"));
    }

    /// <summary>What is asked of a worklist.</summary>
    /// <param name="Reason">Only entries with this reason.</param>
    /// <param name="Limit">1–200; 100 where it is left out.</param>
    /// <param name="After">An entry's cursor: those behind it.</param>
    /// <param name="Sort"><c>runs-out</c>: what runs out first comes first; else what has waited longest.</param>
    /// <param name="Location">Only entries there.</param>
    /// <param name="Id">Only these referrals, separated by commas, at most 200.</param>
    sealed record Asked(string? Reason, int? Limit, string? After, string? Sort = null, string? Location = null, string? Id = null);

    static Task<IResult> List(
        HttpContext http, MongoDocuments<Referral, ReferralFact> referrals, string? reason, int? limit, string? after, string? sort, string? location, string? id, CancellationToken ct) =>
        Page(http, referrals, OfChains(http), d => d.State.Attention, r => r.Attention!.Value, sort is "runs-out" ? PromisedIndex : Index, new(reason, limit, after, sort, location, id), ct);

    /// <summary>What waits for a hospital's people, of their own referrals.</summary>
    static Task<IResult> ListOfHospital(HttpContext http, MongoDocuments<Referral, ReferralFact> referrals, string? reason, int? limit, string? after, CancellationToken ct) =>
        Page(http, referrals, Where.Eq(d => d.State.Partner, Caller.Of(http.User).Partner ?? ""), d => d.State.SenderAttention, r => r.SenderAttention!.Value, HospitalsIndex, new(reason, limit, after), ct);

    static async Task<IResult> Counts(HttpContext http, MongoDocuments<Referral, ReferralFact> referrals, TimeProvider clock, CancellationToken ct) =>
        Results.Ok(await WorklistCounts.Read(referrals.Collection, OfChains(http), clock.GetUtcNow(), ct));

    static FilterDefinition<Document> OfChains(HttpContext http) =>
        Caller.Of(http.User) is var caller && caller.Partner is { } partner ? Where.Eq(d => d.State.Partner, partner) : caller.IsNetworkWide ? Where.Empty : Where.In(d => d.Chain, caller.Chains);

    static async Task<IResult> Page(HttpContext http, MongoDocuments<Referral, ReferralFact> referrals, FilterDefinition<Document> whose, Expression<Func<Document, Reason?>> attention,
        Func<Referral, Reason> why, BsonDocument index, Asked asked, CancellationToken ct)
    {
        if (Problem(asked) is { } problem) return Problems.ToResult(http, problem);
        var filter = whose & (asked.Reason is null ? Where.Exists(new ExpressionFieldDefinition<Document, Reason?>(attention)) : Where.Eq(attention, Reasons.Find(asked.Reason)));
        if (asked.Location is { } location) filter &= Where.Eq(d => d.State.Location, location);
        if (asked.Id is { } ids) filter &= Where.In(d => d.Id, ids.Split(','));
        var order = asked.Sort is null ? WorklistOrder.Waiting : WorklistOrder.Promised;
        if (asked.After is not null) filter &= order.Behind(asked.After)!;
        // By their ids they are found faster than by any list.
        var found = await referrals.Collection.Find(filter, new() { Hint = asked.Id is null ? index : new BsonDocument("_id", 1) }).Sort(order.Sort).Limit(Math.Clamp(asked.Limit ?? 100, 1, 200))
            .Project(d => new { d.State, d.Version }).ToListAsync(ct);
        return Results.Ok(found.Select(d => Entry(d.State, d.Version, why(d.State), order)));
    }

    static Refusal? Problem(Asked asked) =>
        asked.Reason is not null && Reasons.Find(asked.Reason) is null ? new(RefusalKind.Invalid, "unknown-reason", "reason: no entry of the worklist has this reason.", "reason")
        : asked.Sort is not (null or "runs-out") ? new(RefusalKind.Invalid, "unknown-sort", "sort: runs-out, or nothing for what has waited longest.", "sort")
        : asked.Id is { } ids && ids.Count(c => c == ',') >= MostNamed ? new(RefusalKind.Invalid, "too-many-ids", $"id: name {MostNamed} referrals at most.", "id")
        : asked.After is { } after && (asked.Sort is null ? WorklistOrder.Waiting : WorklistOrder.Promised).Behind(after) is null ? new(RefusalKind.Invalid, "bad-cursor", "after: send an entry's cursor as it was given.", "after")
        : null;

    static WorklistEntry Entry(Referral r, long version, Reason why, WorklistOrder order) => new(r.ReferralId, r.Chain, r.Partner, r.Placer, r.Prescription.Priority, r.BusinessStatus.Code(),
        why.Code(), r.Hold is { } hold && hold.Reason == why ? hold.Text : why.Words(), r.Since, r.IsOverdue, r.ReceivedAt, order.Cursor(r),
        r.Running().Select(c => (DateTimeOffset?)c.Due).Min(), r.RunsOut < Attention.Never ? r.RunsOut : null, r.Location, version);
}
