using System.Globalization;
using System.Linq.Expressions;
using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>An entry of the coordinators' worklist: why it stands still, and since when.</summary>
/// <param name="Attention">A code of <see cref="Reasons"/>.</param>
/// <param name="Cursor">Sent as <c>after</c>, it asks for the entries behind this one.</param>
/// <param name="ClockDue">When the next promise runs out; null when none runs.</param>
public sealed record WorklistEntry(
    string ReferralId, string Chain, string Partner, Identifier? Placer, string Priority, string BusinessStatus, string Attention, string Text,
    DateTimeOffset Since, bool Overdue, DateTimeOffset ReceivedAt, string Cursor, DateTimeOffset? ClockDue);

/// <summary>What waits for coordinators.</summary>
public static class Worklist
{
    static readonly FilterDefinitionBuilder<Document> Where = Builders<Document>.Filter;

    /// <summary>Named by its query: the local engine's planner reads all of a collection of large documents instead.</summary>
    public static BsonDocument Index { get; } = new() { { "state.attention", 1 }, { "state.since", 1 } };

    /// <summary>As <see cref="Index"/>, for each hospital's.</summary>
    public static BsonDocument HospitalsIndex { get; } = new() { { "state.partner", 1 }, { "state.senderAttention", 1 }, { "state.since", 1 } };

    public static void MapWorklist(this WebApplication app)
    {
        app.MapGet("/api/worklist", List).RequireAuthorization(AccessPolicies.Roles("coordinator", "auditor")).Audited("worklist").Says("What waits for a coordinator.");
        app.MapGet("/api/hospital/worklist", ListOfHospital).RequireAuthorization(AccessPolicies.Roles("referrer")).Audited("worklist").Says("What waits for the hospital.");
        app.MapGet("/api/referrals/{id}", ReferralView.Show).RequireAuthorization(AccessPolicies.Roles("coordinator", "auditor", "referrer")).Audited("read").Says("One referral with everything that happened to it.");
        app.MapPost("/api/referrals/{id}/seen", (string id, HttpContext http) => DeskCommands.Run(id, http, new SeeEnd(), ReferralDecider.Decide)).RequireAuthorization(AccessPolicies.Roles("referrer"));
    }

    /// <summary>What waits for coordinators: oldest first, 100 or <c>limit</c> (at most 200); <c>reason</c> narrows it, <c>after</c> (an entry's cursor) pages on.</summary>
    static Task<IResult> List(HttpContext http, MongoDocuments<Referral, ReferralFact> referrals, string? reason, int? limit, string? after, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        var whose = caller.Partner is { } partner ? Where.Eq(d => d.State.Partner, partner) : caller.IsNetworkWide ? Where.Empty : Where.In(d => d.Chain, caller.Chains);
        return Page(http, referrals, whose, d => d.State.Attention, r => r.Attention!.Value, Index, reason, limit, after, ct);
    }

    /// <summary>What waits for a hospital's people, of their own referrals.</summary>
    static Task<IResult> ListOfHospital(HttpContext http, MongoDocuments<Referral, ReferralFact> referrals, string? reason, int? limit, string? after, CancellationToken ct) =>
        Page(http, referrals, Where.Eq(d => d.State.Partner, Caller.Of(http.User).Partner ?? ""), d => d.State.SenderAttention, r => r.SenderAttention!.Value, HospitalsIndex, reason, limit, after, ct);

    static async Task<IResult> Page(HttpContext http, MongoDocuments<Referral, ReferralFact> referrals, FilterDefinition<Document> whose, Expression<Func<Document, Reason?>> attention,
        Func<Referral, Reason> why, BsonDocument index, string? reason, int? limit, string? after, CancellationToken ct)
    {
        var filter = whose & Where.Exists(new ExpressionFieldDefinition<Document, Reason?>(attention));
        if (reason is not null)
        {
            if (Reasons.Find(reason) is not { } known)
                return Problems.ToResult(http, new Refusal(RefusalKind.Invalid, "unknown-reason", "reason: no entry of the worklist has this reason.", "reason"));
            filter = whose & Where.Eq(attention, known);
        }
        if (after is not null)
        {
            if (!TryRead(after, out var since, out var id))
                return Problems.ToResult(http, new Refusal(RefusalKind.Invalid, "bad-cursor", "after: send an entry's cursor as it was given.", "after"));
            filter &= Where.Gt(d => d.State.Since, since) | (Where.Eq(d => d.State.Since, since) & Where.Gt(d => d.Id, id));
        }
        var found = await referrals.Collection.Find(filter, new() { Hint = index }).SortBy(d => d.State.Since).ThenBy(d => d.Id).Limit(Math.Clamp(limit ?? 100, 1, 200))
            .Project(d => d.State).ToListAsync(ct);
        return Results.Ok(found.Select(r => Entry(r, why(r))));
    }

    static WorklistEntry Entry(Referral r, Reason why) => new(r.ReferralId, r.Chain, r.Partner, r.Placer, r.Prescription.Priority, r.BusinessStatus.Code(),
        why.Code(), r.Hold is { } hold && hold.Reason == why ? hold.Text : why.Words(),
        r.Since, r.IsOverdue, r.ReceivedAt, $"{r.Since.ToUnixTimeMilliseconds()}-{r.ReferralId}", r.Running().Select(c => (DateTimeOffset?)c.Due).Min());

    static bool TryRead(string cursor, out DateTimeOffset since, out string id)
    {
        var dash = cursor.IndexOf('-', StringComparison.Ordinal);
        (since, id) = (default, dash < 0 ? "" : cursor[(dash + 1)..]);
        if (dash <= 0 || id is "" || !long.TryParse(cursor.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds > 253402300799999)
            return false;
        since = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }
}
