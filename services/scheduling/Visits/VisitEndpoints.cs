using System.Globalization;
using System.Security.Claims;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.WaitingLists;

namespace ClinicNetwork.Scheduling.Visits;

/// <summary>What a therapist reads of their own papers.</summary>
/// <param name="ValidThrough">The last day on which they may treat: licence and certificate are both valid.</param>
/// <param name="Techniques">Codes of those held.</param>
public sealed record OwnCredentials(string Name, Licence Licence, Certificate? Certificate, DateOnly ValidThrough, IReadOnlyList<string> Techniques);

/// <summary>The visits of a day, and what a therapist has to know of themselves.</summary>
public static class VisitEndpoints
{
    /// <summary>Series on a page; a day of more has a next one.</summary>
    const int MostOnAPage = 500;

    public static void MapVisits(this WebApplication app)
    {
        app.MapGet("/api/visits", Visits).RequireAuthorization(AccessPolicies.Roles("therapist", "coordinator")).Audited("read").Says("A day's visits.");
        app.MapGet("/api/visits/credentials", async (HttpContext http, CurrentNetwork network, CancellationToken ct) =>
            Therapist(http) is { } own && (await network.Current(ct)).Therapists.GetValueOrDefault(own) is { } found && Caller.Of(http.User).MaySee(found.Body.Chain)
                ? Results.Ok(new OwnCredentials(found.Body.Name, found.Body.Licence, found.Body.Certificate, Credential.ValidThrough(found.Body), found.Body.Techniques))
                : Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "Your account names no therapist of the network."))).RequireAuthorization(AccessPolicies.Roles("therapist")).Says("A therapist's own papers, and until when they hold.");
        app.MapOutcomes();
    }

    /// <summary>
    /// Booked visits of a day (default: today where the chain is), at one location if named; by time, on a page of series. Where more follow, the header
    /// <c>Link</c> has the next page. A therapist sees their own.
    /// </summary>
    static async Task<IResult> Visits(
        HttpContext http, MongoSeries series, CurrentNetwork network, TimeProvider clock, DateOnly? date, string? location, string? after, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        var view = await network.Current(ct);
        var chains = view.Chains.Keys.Where(caller.MaySee).Order(StringComparer.Ordinal).ToList();
        if (chains.Count == 0) return Results.Ok(Array.Empty<VisitView>());
        var day = date ?? view.Of(chains[0]).Calendar.Today(clock.GetUtcNow());
        var own = caller.Roles.Contains("coordinator") ? null : Therapist(http) ?? "nobody";
        var on = day.ToString("O", CultureInfo.InvariantCulture);
        var page = await series.On(on, chains, location, own, after, MostOnAPage + 1, ct);
        if (page.Count > MostOnAPage)
        {
            page = [.. page.Take(MostOnAPage)];
            http.Response.Headers.Link = $"</api/visits?date={on}{(location is null ? "" : $"&location={Uri.EscapeDataString(location)}")}&after={page[^1].Id}>; rel=\"next\"";
        }
        return Results.Ok(
            from document in page
            where document.State.Plan is not null
            let plan = document.State.Plan
            from visit in plan.Visits
            where visit.Date == day
            orderby visit.Start, document.Id
            select VisitView.From(document, plan, visit));
    }

    /// <summary>The therapist that the caller is; null for others.</summary>
    public static string? Therapist(HttpContext http) => http.User.FindFirstValue("therapist");

    /// <summary>True for a coordinator of the chain and for the series' own therapist.</summary>
    public static bool MayTreat(HttpContext http, Series series)
    {
        var caller = Caller.Of(http.User);
        return caller.MaySee(series.Chain) && series.Plan is { } plan
            && (caller.Roles.Contains("coordinator") || (caller.Roles.Contains("therapist") && Therapist(http) == plan.TherapistId));
    }
}
