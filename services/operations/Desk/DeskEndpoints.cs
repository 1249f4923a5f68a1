using System.Security.Claims;
using ClinicNetwork.Operations.Pages.Desk;
using ClinicNetwork.Operations.SignIn;
using ClinicNetwork.Operations.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ClinicNetwork.Operations.Desk;

/// <summary>
/// A hospital's desk, and one referral, the same for the chain's people and for a hospital's. What is shown and done is asked of its owner in the name of who is
/// signed in.
/// </summary>
public static class DeskEndpoints
{
    const int Rows = 50;

    public static void MapDesk(this WebApplication app)
    {
        app.MapGet("/hospital", List).RequireAuthorization(Session.For("referrer"));
        app.MapGet("/referrals/{id}", (HttpContext http, string id, string? from, string? done, string? was, string? open) =>
            Show(http, id, new() { From = from is null ? null : WorkFilter.Parse(from), Done = done, Was = was, Tried = open })).RequireAuthorization(Session.For("coordinator", "auditor", "referrer"));
        app.MapGet("/referrals/{id}/report", (HttpContext http, OnBehalf referral, string id, CancellationToken ct) => Read(http, referral, id, null, ct)).RequireAuthorization(Session.For("coordinator", "auditor", "referrer"));
        app.MapGet("/referrals/{id}/reports/{number:int}", (HttpContext http, OnBehalf referral, string id, int number, CancellationToken ct) => Read(http, referral, id, number, ct)).RequireAuthorization(Session.For("coordinator", "auditor", "referrer"));
        app.MapPost("/referrals/{id}/{action}", Deeds.Do).RequireAuthorization(Session.For("coordinator", "referrer"));
    }

    static async Task<IResult> List(HttpContext http, OnBehalf referral, string? list, string? after, CancellationToken ct)
    {
        var query = $"/api/hospital/worklist?limit={Rows}{(list is null ? "" : $"&reason={Uri.EscapeDataString(list)}")}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
        var own = list is null && after is null ? referral.Get(http.User, "/fhir/Task?_count=20", ct) : null;
        var answer = await referral.Get(http.User, query, ct);
        return new RazorComponentResult<HospitalPage>(new
        {
            Person = http.User, List = list, Entries = answer.As<IReadOnlyList<Entry>>(), answer.Refusal, IsFull = Rows, Own = own is null ? [] : Sent.Of(await own),
        });
    }

    /// <summary>What the page shows beside the referral itself.</summary>
    public sealed record Around
    {
        /// <summary>The list that it was opened from; null when it was found otherwise.</summary>
        public WorkFilter? From { get; init; }
        /// <summary>The title of what was just done.</summary>
        public string? Done { get; init; }
        /// <summary>The referral to which that was done, where it is another one.</summary>
        public string? Was { get; init; }
        /// <summary>What was tried (or is only opened), why it was refused, and what had been typed.</summary>
        public string? Tried { get; init; }
        public string? Refusal { get; init; }
        public IReadOnlyDictionary<string, string> Typed { get; init; } = new Dictionary<string, string>();
        /// <summary>What happened since the form was opened, oldest first.</summary>
        public IReadOnlyList<Happened> Changed { get; init; } = [];
        /// <summary>What coordinators have agreed about it; null when nothing, or for others.</summary>
        public WorkItem? Item { get; init; }
        /// <summary>To whom it can be given.</summary>
        public IReadOnlyList<Colleague> Colleagues { get; init; } = [];
        /// <summary>Its units; null where insurance does not say, or for a hospital's people.</summary>
        public CoverageCase? Case { get; init; }
        /// <summary>Why its visits lie where they lie; null likewise.</summary>
        public PlacedSeries? Series { get; init; }
        /// <summary>What the hospital's system was told, oldest first; null likewise.</summary>
        public IReadOnlyList<Told>? Told { get; init; }
        /// <summary>Where what lies ahead could be placed; null where nobody asked.</summary>
        public Answer? Places { get; init; }
    }

    /// <summary>The referral's page.</summary>
    internal static async Task<IResult> Show(HttpContext http, string id, Around around)
    {
        var (referral, path, ct) = (http.RequestServices.GetRequiredService<OnBehalf>(), $"/api/referrals/{Uri.EscapeDataString(id)}", http.RequestAborted);
        var (answer, actions, messages) = (referral.Get(http.User, path, ct), referral.Get(http.User, $"{path}/actions", ct), referral.Get(http.User, $"{path}/messages", ct));
        var places = around.Tried is "transfer" ? referral.Get(http.User, "scheduling", $"{path}/locations", ct) : null;
        if ((await answer).Status is 403 or 404) return new RazorComponentResult<NothingPage>(new { Person = http.User, Words = (await answer).Refusal }) { StatusCode = 404 };
        var shown = (await answer).As<Shown>();
        if (shown is not null && !http.User.IsHospital())
        {
            var (units, told) = (referral.Get(http.User, "insurance", $"/api/coverages/{Uri.EscapeDataString(id)}", ct), referral.Get(http.User, $"{path}/told", ct));
            var series = shown.Series is null ? null : referral.Get(http.User, "scheduling", $"/api/series/{Uri.EscapeDataString(id)}-{shown.Attempt}", ct);
            around = around with { Case = (await units).As<CoverageCase>(), Told = (await told).As<IReadOnlyList<Told>>(), Series = series is null ? null : (await series).As<PlacedSeries>() };
        }
        if (shown is not null && http.User.IsInRole("coordinator"))
            around = around with
            {
                Item = await http.RequestServices.GetRequiredService<WorkItems>().Of(id, ct),
                Colleagues = await http.RequestServices.GetRequiredService<Colleagues>().Coordinators(shown.Chain, ct),
            };
        return new RazorComponentResult<ReferralPage>(new
        {
            Person = http.User, Around = around with { Places = places is null ? null : await places }, Referral = shown, Permitted = (await actions).As<Permitted>(),
            Messages = (await messages).As<IReadOnlyList<Written>>() ?? [], (await answer).Refusal,
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

    /// <summary>True for staff of a hospital.</summary>
    internal static bool IsHospital(this ClaimsPrincipal person) => person.HasClaim(c => c.Type == "partner");
}
