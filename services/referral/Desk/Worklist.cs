using System.Globalization;
using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>An entry of the coordinators' worklist: why it stands still, and since when.</summary>
/// <param name="Attention">A code of <see cref="Reasons"/>.</param>
/// <param name="Cursor">Sent as <c>after</c>, it asks for the entries behind this one.</param>
public sealed record WorklistEntry(
    string ReferralId, string Chain, string Partner, Identifier? Placer, string Priority, string BusinessStatus, string Attention, string Text,
    DateTimeOffset Since, bool Overdue, DateTimeOffset ReceivedAt, string Cursor);

/// <summary>What waits for coordinators.</summary>
public static class Worklist
{
    static readonly FilterDefinitionBuilder<Document> Where = Builders<Document>.Filter;

    /// <summary>Named by its query: the local engine's planner reads all of a collection of large documents instead.</summary>
    public static BsonDocument Index { get; } = new() { { "state.attention", 1 }, { "state.since", 1 } };

    public static void MapWorklist(this WebApplication app)
    {
        var read = AccessPolicies.Roles("coordinator", "auditor");
        app.MapGet("/api/worklist", List).RequireAuthorization(read).Audited("worklist");
        app.MapGet("/api/referrals/{id}", ReferralView.Show).RequireAuthorization(read).Audited("read");
    }

    /// <summary>Oldest first, 100 or <c>limit</c> (at most 200); <c>reason</c> narrows it, <c>after</c> (an entry's cursor) pages on.</summary>
    static async Task<IResult> List(
        HttpContext http, MongoDocuments<Referral, ReferralFact> referrals, string? reason, int? limit, string? after, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        var filter = Where.Exists(d => d.State.Attention);
        if (reason is not null)
        {
            if (Reasons.Find(reason) is not { } known)
                return Problems.ToResult(http, new Refusal(RefusalKind.Invalid, "unknown-reason", "reason: no entry of the worklist has this reason.", "reason"));
            filter = Where.Eq(d => d.State.Attention, known);
        }
        if (caller.Partner is { } partner) filter &= Where.Eq(d => d.State.Partner, partner);
        else if (!caller.IsNetworkWide) filter &= Where.In(d => d.Chain, caller.Chains);
        if (after is not null)
        {
            if (!TryRead(after, out var since, out var id))
                return Problems.ToResult(http, new Refusal(RefusalKind.Invalid, "bad-cursor", "after: send an entry's cursor as it was given.", "after"));
            filter &= Where.Gt(d => d.State.Since, since) | (Where.Eq(d => d.State.Since, since) & Where.Gt(d => d.Id, id));
        }
        var found = await referrals.Collection.Find(filter, new() { Hint = Index }).SortBy(d => d.State.Since).ThenBy(d => d.Id).Limit(Math.Clamp(limit ?? 100, 1, 200))
            .Project(d => d.State).ToListAsync(ct);
        return Results.Ok(found.Select(Entry));
    }

    static WorklistEntry Entry(Referral r) => new(r.ReferralId, r.Chain, r.Partner, r.Placer, r.Prescription.Priority, r.BusinessStatus.Code(),
        r.Attention!.Value.Code(), r.Hold is { } hold && hold.Reason == r.Attention ? hold.Text : r.Attention.Value.Words(),
        r.Since, r.IsOverdue, r.ReceivedAt, $"{r.Since.ToUnixTimeMilliseconds()}-{r.ReferralId}");

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
