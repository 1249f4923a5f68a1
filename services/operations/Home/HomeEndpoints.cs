using System.Security.Claims;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Overview;
using ClinicNetwork.Operations.Pages;
using ClinicNetwork.Operations.Pages.Home;
using ClinicNetwork.Operations.SignIn;
using ClinicNetwork.Operations.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ClinicNetwork.Operations.Home;

/// <summary>How much waits in one list, as its owner counts it.</summary>
public sealed record ListCount(string Reason, int Count, int Late, DateTimeOffset? RunsOut);

/// <summary>How much waits in each list.</summary>
public sealed record ListCounts(IReadOnlyList<ListCount> Lists, bool IsAtLeast);

/// <summary>Home, by what one does here: a coordinator's day, a therapist's visits, billing's cases, a hospital's desk; the overview for who runs the network.</summary>
public static class HomeEndpoints
{
    /// <summary>Rows of what runs out next.</summary>
    public const int Next = 8;

    public static void MapHome(this WebApplication app) => app.MapGet("/", async Task<IResult> (HttpContext http, CancellationToken ct) =>
        http.User.IsHospital() ? Results.LocalRedirect("/hospital")
        : http.User.IsInRole("coordinator") || http.User.IsInRole("auditor") ? await Coordinator(http, ct)
        : http.User.IsInRole("therapist") ? Results.LocalRedirect("/visits")
        : http.User.IsInRole("billing") ? Results.LocalRedirect("/billing")
        : Results.LocalRedirect("/overview/now")).RequireAuthorization(Session.SignedIn);

    static async Task<IResult> Coordinator(HttpContext http, CancellationToken ct)
    {
        var (services, person, caller) = (http.RequestServices, http.User, Caller.Of(http.User));
        var (work, counted) = (services.GetRequiredService<WorkReader>(), services.GetRequiredService<OnBehalf>().Get(person, "/api/worklist/counts", ct));
        var (next, mine) = (work.Read(person, new(), ct), work.Read(person, new(Whose: "mine"), ct));
        var since = await services.GetRequiredService<Looks>().Since(caller.Id, ct);
        var news = await services.GetRequiredService<NewsReader>().Read(caller.Chains, since, ct);
        return new RazorComponentResult<CoordinatorPage>(new { Person = person, Next = await next, Mine = await mine, Counts = (await counted).As<ListCounts>(), Since = since, News = news });
    }
}
