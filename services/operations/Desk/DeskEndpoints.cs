using System.Security.Claims;
using ClinicNetwork.Operations.Pages.Desk;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Operations.Desk;

/// <summary>
/// The pages on which people clear their work: worklists and one referral, the same for the chain's people and for a hospital's. What is shown and done is asked of its
/// owner in the name of who is signed in.
/// </summary>
public static class DeskEndpoints
{
    const int Rows = 50;

    public static void MapDesk(this WebApplication app)
    {
        app.MapGet("/worklist", (HttpContext http, OnBehalf referral, string? list, string? after, CancellationToken ct) => List(http, referral, "/api/worklist", list, after, ct)).RequireAuthorization(Session.For("coordinator", "auditor"));
        app.MapGet("/hospital", (HttpContext http, OnBehalf referral, string? list, string? after, CancellationToken ct) => List(http, referral, "/api/hospital/worklist", list, after, ct)).RequireAuthorization(Session.For("referrer"));
        app.MapGet("/referrals/{id}", (HttpContext http, OnBehalf referral, string id, string? list, string? done, CancellationToken ct) => Show(http, referral, id, new() { List = list, Done = done }, ct))
            .RequireAuthorization(Session.For("coordinator", "auditor", "referrer"));
        app.MapGet("/referrals/{id}/report", (HttpContext http, OnBehalf referral, string id, CancellationToken ct) => Read(http, referral, id, null, ct)).RequireAuthorization(Session.For("coordinator", "auditor", "referrer"));
        app.MapGet("/referrals/{id}/reports/{number:int}", (HttpContext http, OnBehalf referral, string id, int number, CancellationToken ct) => Read(http, referral, id, number, ct)).RequireAuthorization(Session.For("coordinator", "auditor", "referrer"));
        app.MapPost("/referrals/{id}/{action}", Act).RequireAuthorization(Session.For("coordinator", "referrer"));
    }

    static async Task<IResult> List(HttpContext http, OnBehalf referral, string path, string? list, string? after, CancellationToken ct)
    {
        var query = $"{path}?limit={Rows}{(list is null ? "" : $"&reason={Uri.EscapeDataString(list)}")}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
        var own = http.User.IsHospital() && list is null && after is null ? referral.Get(http.User, "/fhir/Task?_count=20", ct) : null;
        var answer = await referral.Get(http.User, query, ct);
        return new RazorComponentResult<WorklistPage>(new
        {
            Person = http.User, List = list, Entries = answer.As<IReadOnlyList<Entry>>(), answer.Refusal, IsFull = Rows, Own = own is null ? [] : Sent.Of(await own),
        });
    }

    /// <summary>What the page shows beside the referral itself.</summary>
    public sealed record Around
    {
        /// <summary>The list that it was opened from.</summary>
        public string? List { get; init; }
        /// <summary>The title of what was just done.</summary>
        public string? Done { get; init; }
        /// <summary>What was tried, why it was refused, and what had been typed.</summary>
        public string? Tried { get; init; }
        public string? Refusal { get; init; }
        public IReadOnlyDictionary<string, string> Typed { get; init; } = new Dictionary<string, string>();
    }

    static async Task<IResult> Show(HttpContext http, OnBehalf referral, string id, Around around, CancellationToken ct)
    {
        var path = $"/api/referrals/{Uri.EscapeDataString(id)}";
        var (shown, actions, messages) = (referral.Get(http.User, path, ct), referral.Get(http.User, $"{path}/actions", ct), referral.Get(http.User, $"{path}/messages", ct));
        if ((await shown).Status is 403 or 404) return new RazorComponentResult<NothingPage>(new { Person = http.User, Words = (await shown).Refusal }) { StatusCode = 404 };
        return new RazorComponentResult<ReferralPage>(new
        {
            Person = http.User, Around = around, Referral = (await shown).As<Shown>(), Permitted = (await actions).As<Permitted>(), Messages = (await messages).As<IReadOnlyList<Written>>() ?? [], (await shown).Refusal,
        });
    }

    /// <summary>A report itself; that a hospital's people read the last one is its receipt.</summary>
    /// <param name="number">Of one written while the treatment went on; null: the last one.</param>
    static async Task<IResult> Read(HttpContext http, OnBehalf referral, string id, int? number, CancellationToken ct)
    {
        var answer = await referral.Get(http.User, $"/fhir/Bundle/{Uri.EscapeDataString(number is null ? id : FormattableString.Invariant($"{id}-{number}"))}", ct);
        return Report.Of(answer) is { } report
            ? new RazorComponentResult<ReportPage>(new { Person = http.User, Id = id, Number = number, Report = report })
            : new RazorComponentResult<NothingPage>(new { Person = http.User, Words = answer.Status == 404 ? "There is no report of this referral yet." : answer.Refusal }) { StatusCode = 404 };
    }

    /// <summary>Does what is permitted, or shows why not with all that had been typed.</summary>
    static async Task<IResult> Act(HttpContext http, OnBehalf referral, string id, string action, [FromForm] IFormCollection form, CancellationToken ct)
    {
        var typed = form.Where(f => !f.Key.StartsWith('_')).ToDictionary(f => f.Key, f => f.Value.ToString());
        var (list, path) = (typed.GetValueOrDefault("list"), $"/api/referrals/{Uri.EscapeDataString(id)}/actions");
        var asked = await referral.Get(http.User, path, ct);
        var permitted = asked.As<Permitted>();
        if (permitted?.Actions.FirstOrDefault(a => a.Code == action) is not { } deed)
            return await Show(http, referral, id, new() { List = list, Typed = typed, Tried = action, Refusal = permitted is null ? asked.Refusal : "This is not possible any more: the referral has moved on meanwhile. What follows is new." }, ct);
        var key = Guid.TryParse(typed.GetValueOrDefault("key"), out var sent) ? sent : (Guid?)null;
        var answer = await referral.Post(http.User, deed.Path, Said.Of(deed, typed), key, ct);
        return answer.IsDone
            ? Results.LocalRedirect($"/referrals/{Uri.EscapeDataString(id)}?done={Uri.EscapeDataString(deed.Title)}{(list is null ? "" : $"&list={Uri.EscapeDataString(list)}")}")
            : await Show(http, referral, id, new() { List = list, Typed = typed, Tried = action, Refusal = answer.Refusal }, ct);
    }

    /// <summary>True for staff of a hospital.</summary>
    internal static bool IsHospital(this ClaimsPrincipal person) => person.HasClaim(c => c.Type == "partner");
}
