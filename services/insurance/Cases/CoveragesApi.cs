using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;
using CaseDocuments = ClinicNetwork.Hosting.MongoDocuments<ClinicNetwork.Insurance.Cases.CoverageCase, ClinicNetwork.Insurance.Cases.CoverageCaseFact>;
using Store = ClinicNetwork.Hosting.DocumentStore<ClinicNetwork.Insurance.Cases.CoverageCase, ClinicNetwork.Insurance.Cases.CoverageCaseFact>;
using Stored = ClinicNetwork.Hosting.Document<ClinicNetwork.Insurance.Cases.CoverageCase, ClinicNetwork.Insurance.Cases.CoverageCaseFact>;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>Coverage cases for people: one with its reasons and units, and those that wait for a payer.</summary>
public static class CoveragesApi
{
    const int MostOnAPage = 500;
    static readonly FilterDefinitionBuilder<Stored> Where = Builders<Stored>.Filter;
    static readonly SortDefinitionBuilder<Stored> By = Builders<Stored>.Sort;

    /// <summary>Keys of the indexes that the lists need.</summary>
    internal static IReadOnlyList<BsonDocument> Indexes { get; } = [new() { { "at", -1 } }, new() { { "chain", 1 }, { "at", -1 } }, new() { { "state.determination.coveredUntil", 1 } }];
    /// <summary>Units count as at risk when their coverage ends in so many days.</summary>
    const int RiskDays = 30;

    public static void MapCoverages(this WebApplication app)
    {
        var readers = AccessPolicies.Roles("billing", "coordinator", "auditor");
        app.MapGet("/api/coverages", List).RequireAuthorization(readers).Audited("list").Says("Coverage cases, by how they stand.");
        app.MapGet("/api/coverages/at-risk", AtRisk).RequireAuthorization(readers).Audited("list").Says("Units whose coverage ends soon and that are not booked.");
        app.MapGet("/api/coverages/{referralId}", Get).RequireAuthorization(readers).Audited("read").Says("A referral's coverage case: what is covered, its authorisation, its units.");
        app.MapPost("/api/coverages/{referralId}/answer", Answer).RequireAuthorization(AccessPolicies.Roles("billing")).Audited("answer").Says("A payer's answer that came another way.");
    }

    /// <summary>
    /// With <c>pended=true</c> those that wait for a payer's answer, longest first; else those that changed last. A full page names the next
    /// one in its <c>Link</c> header, whose <c>after</c> is the place where this one ends.
    /// </summary>
    static async Task<IResult> List(bool? pended, string? after, int? limit, HttpContext http, CaseDocuments cases, TimeProvider clock, CancellationToken ct)
    {
        if (limit is < 1 or > MostOnAPage)
            return Problems.ToResult(http, new Refusal(RefusalKind.Invalid, "bad-limit", $"limit: 1–{MostOnAPage}.", "limit"));
        var caller = Caller.Of(http.User);
        if (after is not null && !ListPlace.TryParse(after, out _))
            return Problems.ToResult(http, new Refusal(RefusalKind.Invalid, "bad-after", "after: take it from the Link header of the page before.", "after"));
        var (all, place) = (caller.Chains.Contains("*"), ListPlace.TryParse(after, out var found) ? found : null);
        var mine = all ? Where.Empty : Where.In(d => d.Chain, caller.Chains);
        var page = pended == true
            ? await Pended(mine, place, limit ?? MostOnAPage, cases, ct)
            : await NewestFirst.Read(
                place is null ? mine : mine & (Where.Lt(d => d.At, place.At) | (Where.Eq(d => d.At, place.At) & Where.Gt(d => d.Id, place.Id))),
                d => d.At, d => d.Id, place?.At ?? clock.GetUtcNow() + NewestFirst.Ahead, limit ?? MostOnAPage,
                filter => cases.Collection.Find(filter, new() { Hint = Indexes[all ? 0 : 1] }).Project(CaseDocuments.StateOnly), ct);
        if (page.Count == (limit ?? MostOnAPage))
        {
            var last = new ListPlace(pended == true ? page[^1].State.Prior!.SubmittedAt : page[^1].At, page[^1].Id);
            http.Response.Headers.Link = $"</api/coverages?{(pended == true ? "pended=true&" : "")}limit={page.Count}&after={last}>; rel=\"next\"";
        }
        return Results.Ok(page.Select(d => CoverageView.Row(d.State, d.At)));
    }

    /// <summary>Units that are authorised, not yet booked, and whose coverage ends soon; what ends first comes first. <c>after</c> is the last row's id and day, <c>2026-12-24/id</c>.</summary>
    static async Task<IResult> AtRisk(string? after, HttpContext http, CaseDocuments cases, TimeProvider clock, CancellationToken ct)
    {
        const string until = "state.determination.coveredUntil";
        var (caller, now) = (Caller.Of(http.User), clock.GetUtcNow());
        // A day either way of any chain's own: who looks sees the day itself.
        var (from, to) = (Day(now.AddDays(-1)), Day(now.AddDays(RiskDays)));
        var filter = Where.Gte(until, from) & Where.Lte(until, to) & (caller.Chains.Contains("*") ? Where.Empty : Where.In(d => d.Chain, caller.Chains));
        if (after?.Split('/', 2) is [var day, { Length: > 0 } id]) filter &= Where.Gt(until, day) | (Where.Eq(until, day) & Where.Gt(d => d.Id, id));
        var found = await cases.Collection.Find(filter, new() { Hint = Indexes[2] }).Sort(By.Ascending(until).Ascending(d => d.Id)).Limit(MostOnAPage).Project(CaseDocuments.StateOnly).ToListAsync(ct);
        return Results.Ok(found.Where(d => d.State is { Left: > 0, CancelledIn: null }).Select(d => CoverageView.Row(d.State, d.At)));

        static string Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }

    static async Task<IReadOnlyList<Stored>> Pended(FilterDefinition<Stored> filter, ListPlace? place, int limit, CaseDocuments cases, CancellationToken ct)
    {
        // An open authorisation always has a due time, and the due index holds few documents.
        filter &= Where.Exists(d => d.Due) & Where.Exists(d => d.State.Prior!.AskAgainAt);
        if (place is not null) filter &= Where.Gt(d => d.State.Prior!.SubmittedAt, place.At) | (Where.Eq(d => d.State.Prior!.SubmittedAt, place.At) & Where.Gt(d => d.Id, place.Id));
        return await cases.Collection.Find(filter, new() { Hint = "due" }).Sort(By.Ascending(d => d.State.Prior!.SubmittedAt).Ascending(d => d.Id)).Limit(limit).Project(CaseDocuments.StateOnly).ToListAsync(ct);
    }

    static async Task<IResult> Get(string referralId, HttpContext http, Store store, CancellationToken ct) =>
        await store.Find(referralId, Part.History, ct) is { } document && Caller.Of(http.User).MaySee(document.Chain)
            ? Results.Ok(CoverageView.Full(document))
            : NotFound(http);

    /// <summary>An answer that the payer gave by telephone or letter, entered by billing; judged like one by message.</summary>
    static async Task<IResult> Answer(string referralId, HttpContext http, Store store, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        if (await store.Find(referralId, ct) is not { } document || !caller.MaySee(document.Chain)) return NotFound(http);
        var answer = await JsonBody.Read<PayerAnswer>(http);
        if (Problem(answer) is { } problem) return Problems.ToResult(http, problem);
        var handled = await store.Handle(referralId, RequestCause.Of(http, answer), answer, AuthorizationDecider.Decide, ct);
        return handled.Refusal is { } refusal ? Problems.ToResult(http, refusal)
            : handled.Facts.Count > 0 || handled.Repeated ? Results.Ok(CoverageView.Row(handled.State))
            : Problems.ToResult(http, new Refusal(RefusalKind.Conflict, "not-pended", "This referral waits for no payer's answer; the first final answer stands."));
    }

    static Refusal? Problem(PayerAnswer answer) =>
        answer.Code is not ("A1" or "A2" or "A3" or "A6")
            ? new(RefusalKind.Unprocessable, "unknown-decision", "code: a final answer is A1 (in total), A2 (partial), A3 (not certified) or A6 (modified).", "code")
        : answer.Code is "A2" or "A6" && answer.Visits < 1
            ? new(RefusalKind.Unprocessable, "visits-missing", "visits: how many the payer certified, 1 or more; A3 when none.", "visits")
        : !AuthorizationDecider.IsNumber(answer.Number)
            ? new(RefusalKind.Unprocessable, "bad-number", "number: the payer's number alone, letters, digits and . / - only, at most 50.", "number")
        : null;

    internal static IResult NotFound(HttpContext http) =>
        Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "There is no coverage case of that referral that you may see."));
}
