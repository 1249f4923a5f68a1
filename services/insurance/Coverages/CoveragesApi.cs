using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Authorizations;
using MongoDB.Driver;
using AuthorizationStore = ClinicNetwork.Hosting.DocumentStore<ClinicNetwork.Insurance.Authorizations.Authorization, ClinicNetwork.Insurance.Authorizations.AuthorizationFact>;

namespace ClinicNetwork.Insurance.Coverages;

/// <summary>Coverage cases for people: one with its reasons and units, and those that wait for a payer.</summary>
public static class CoveragesApi
{
    const int Page = 500;

    public static void MapCoverages(this WebApplication app)
    {
        var readers = AccessPolicies.Roles("billing", "coordinator", "auditor");
        app.MapGet("/api/coverages", List).RequireAuthorization(readers).Audited("list");
        app.MapGet("/api/coverages/{referralId}", Get).RequireAuthorization(readers).Audited("read");
        app.MapPost("/api/coverages/{referralId}/answer", Answer).RequireAuthorization(AccessPolicies.Roles("billing")).Audited("answer");
    }

    /// <summary>With <c>pended=true</c> those that wait for a payer's answer, oldest first; else the newest.</summary>
    static async Task<IResult> List(bool? pended, HttpContext http, AuthorizationStore store, CancellationToken ct)
    {
        var where = Builders<Document<Authorization, AuthorizationFact>>.Filter;
        var caller = Caller.Of(http.User);
        var filter = caller.Chains.Contains("*") ? where.Empty : where.In(d => d.Chain, caller.Chains);
        // An open authorisation always has a due time, and the due index holds few documents.
        if (pended == true) filter &= where.Exists(d => d.Due) & where.Exists(d => d.State.Prior!.AskAgainAt);
        var sort = pended == true
            ? Builders<Document<Authorization, AuthorizationFact>>.Sort.Ascending(d => d.State.Prior!.SubmittedAt)
            : Builders<Document<Authorization, AuthorizationFact>>.Sort.Descending(d => d.Id);
        var found = await store.Collection.Find(filter).Sort(sort).Limit(Page).Project(d => d.State).ToListAsync(ct);
        return Results.Ok(found.Select(CoverageView.Row));
    }

    static async Task<IResult> Get(string referralId, HttpContext http, AuthorizationStore store, CancellationToken ct) =>
        await store.FindWithHistory(referralId, ct) is { } document && Caller.Of(http.User).MaySee(document.Chain)
            ? Results.Ok(CoverageView.Full(document))
            : NotFound(http);

    /// <summary>An answer that the payer gave by telephone or letter, entered by billing; judged like one by message.</summary>
    static async Task<IResult> Answer(string referralId, PayerAnswer answer, HttpContext http, AuthorizationStore store, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        if (await store.Find(referralId, ct) is not { } document || !caller.MaySee(document.Chain)) return NotFound(http);
        if (answer.Code is not ("A1" or "A2" or "A3" or "A6"))
            return Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "unknown-decision", "code: a final answer is A1 (in total), A2 (partial), A3 (not certified) or A6 (modified)."));
        var handled = await store.Handle(referralId, Cause.Own(caller.Id), state => AuthorizationDecider.Answer(state, answer), ct);
        return handled.Facts.Count > 0
            ? Results.Ok(CoverageView.Row(handled.State))
            : Problems.ToResult(http, new Refusal(RefusalKind.Conflict, "not-pended", "This referral waits for no payer's answer; the first final answer stands."));
    }

    internal static IResult NotFound(HttpContext http) =>
        Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "There is no coverage case of that referral that you may see."));
}
