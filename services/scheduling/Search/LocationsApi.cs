using System.Net;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;

namespace ClinicNetwork.Scheduling.Search;

/// <summary>A coordinator's choice: the locations that could take what lies ahead of a referral, in the order in which placing would take them.</summary>
/// <param name="Current">Where it is held or booked now; null when nowhere. What it has there still counts as taken.</param>
/// <param name="Visits">So many lie ahead.</param>
public sealed record LocationChoice(
    string ReferralId, string? Current, int Visits, string Policy, RoutingWeights Weights, IReadOnlyList<PossiblePlace> Locations, IReadOnlyList<ImpossiblePlace> Cannot);

public static class LocationsApi
{
    public static void MapLocations(this WebApplication app) =>
        app.MapGet("/api/referrals/{id}/locations", Show).RequireAuthorization(AccessPolicies.Roles("coordinator")).Audited("read");

    static async Task<IResult> Show(
        string id, HttpContext http, IPlacementDetails referral, IAttempts attempts, CurrentNetwork network, PlaceFinder finder, CancellationToken ct)
    {
        if (await Details(referral, id, ct) is not { } details || !Caller.Of(http.User).MaySee(details.Chain) || !(await network.Current(ct)).Chains.ContainsKey(details.Chain))
            return Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "There is no such referral, or it is another chain's."));
        if (details.Next is not { } next)
            return Problems.ToResult(http, new Refusal(RefusalKind.Conflict, "nothing-ahead", "No visit of this referral lies ahead, so there is nothing to place."));
        var all = await attempts.Of(id, ct);
        var asked = details.Command(next, Attempts.TreatedBy(all));
        var live = all.OrderBy(s => s.Attempt).LastOrDefault(s => s.Stage is Held or Booked);
        var list = await finder.AtEach(details.Chain, asked.PatientKey, asked.Order, live?.Key, ct);
        return Results.Ok(new LocationChoice(id, live?.Plan?.LocationId, asked.Order.Visits, list.Policy, list.Weights, list.Locations, list.Cannot));
    }

    /// <returns>Null when there is no such referral.</returns>
    /// <exception cref="TimeoutException">The referral service does not answer.</exception>
    static async Task<PlacementDetails?> Details(IPlacementDetails referral, string id, CancellationToken ct)
    {
        try
        {
            return await referral.Of(id, ct);
        }
        catch (HttpRequestException e)
        {
            return e.StatusCode is HttpStatusCode.NotFound ? null : throw new TimeoutException("The referral service does not answer.", e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException("The referral service does not answer.", e);
        }
    }
}
