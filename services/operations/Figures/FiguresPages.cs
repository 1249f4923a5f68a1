using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Pages.Desk;
using ClinicNetwork.Operations.Pages.Figures;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ClinicNetwork.Operations.Figures;

/// <summary>The figures of the network over a range, the referrals behind each, and all of it as CSV. The address says range and filters.</summary>
public static class FiguresPages
{
    public static void MapFiguresPages(this WebApplication app)
    {
        var who = Session.For("coordinator", "billing", "operator", "auditor");
        app.MapGet("/overview", async (HttpContext http, FiguresReader figures, NamesReader names, TimeProvider clock, CancellationToken ct) =>
            new RazorComponentResult<FiguresPage>(new { Person = http.User, Report = await Read(http, figures, names, clock, ct) })).RequireAuthorization(who);
        app.MapGet("/overview.csv", async (HttpContext http, FiguresReader figures, NamesReader names, TimeProvider clock, CancellationToken ct) =>
            Results.Text(FiguresCsv.Of(await Read(http, figures, names, clock, ct), names.Current), "text/csv; charset=utf-8")).RequireAuthorization(who);
        app.MapGet("/overview/referrals", List).RequireAuthorization(who);
    }

    static Task<FigureReport> Read(HttpContext http, FiguresReader figures, NamesReader names, TimeProvider clock, CancellationToken ct)
    {
        var chains = Caller.Of(http.User).Chains;
        return figures.Read(FigureQuery.Of(http.Request, chains, names.Current, clock.GetUtcNow()), chains, ct);
    }

    static async Task<IResult> List(HttpContext http, FigureReferrals referrals, FiguresReader figures, NamesReader names, TimeProvider clock, string? of, string? after, CancellationToken ct)
    {
        if (of is null || !FigureList.Lists.TryGetValue(of, out var title))
            return new RazorComponentResult<NothingPage>(new { Person = http.User, Words = "There is no such figure: open one from the overview." }) { StatusCode = 404 };
        var chains = Caller.Of(http.User).Chains;
        var query = FigureQuery.Of(http.Request, chains, names.Current, clock.GetUtcNow());
        var (rows, next) = await referrals.Read(query, FigureList.Of(of), [.. figures.Known(chains).Where(c => query.Chain is null || c == query.Chain)], after, ct);
        return new RazorComponentResult<FigureReferralsPage>(new { Person = http.User, Query = query, Of = of, Title = title, Rows = rows, Next = next });
    }
}
