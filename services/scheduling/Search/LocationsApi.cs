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
    public static void MapLocations(this WebApplication app)
    {
        app.MapGet("/api/referrals/{id}/locations", Show).RequireAuthorization(AccessPolicies.Roles("coordinator")).Audited("read").Says("The locations that could take what lies ahead, best first.");
        app.MapGet("/internal/referrals/{id}/places/{location}", Check).RequireAuthorization(AccessPolicies.Service).Audited("claim-check");
    }

    static async Task<IResult> Show(
        string id, HttpContext http, IPlacementDetails referral, IAttempts attempts, CurrentNetwork network, PlaceFinder finder, CancellationToken ct)
    {
        if (await Details(referral, id, ct) is not { } details || !Caller.Of(http.User).MaySee(details.Chain) || !(await network.Current(ct)).Chains.ContainsKey(details.Chain))
            return Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "There is no such referral, or it is another chain's."));
        if (details.Next is null)
            return Problems.ToResult(http, new Refusal(RefusalKind.Conflict, "nothing-ahead", "No visit of this referral lies ahead, so there is nothing to place."));
        var (order, live) = await Ahead(details, attempts, ct);
        var list = await finder.AtEach(details.Chain, details.PatientKey, order with { Location = null, Therapist = null }, live?.Key, ct);
        return Results.Ok(new LocationChoice(id, live?.Plan?.LocationId, order.Visits, list.Policy, list.Weights, list.Locations, list.Cannot));
    }

    /// <summary>What speaks against placing what lies ahead there; asked before a coordinator moves it. Not found when nothing lies ahead.</summary>
    static async Task<IResult> Check(
        string id, string location, string? therapist, HttpContext http, IPlacementDetails referral, IAttempts attempts, CurrentNetwork network, PlaceFinder finder, TimeProvider clock, CancellationToken ct)
    {
        if (await Details(referral, id, ct) is not { Next: not null } details || !(await network.Current(ct)).Chains.ContainsKey(details.Chain))
            return Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "No visit of such a referral lies ahead."));
        var (order, live) = await Ahead(details, attempts, ct);
        var (there, chain) = (order with { Location = location, Therapist = therapist }, (await network.Current(ct)).Of(details.Chain));
        if (PlaceCheck.Never(there, chain, chain.Calendar.Today(clock.GetUtcNow())) is { } never) return Results.Ok(new PlaceAnswer([never]));
        var list = await finder.AtEach(details.Chain, details.PatientKey, there, live?.Key, ct);
        return Results.Ok(new PlaceAnswer([.. PlaceCheck.Problems(list, location)]));
    }

    /// <summary>What lies ahead as an order, and the series that is live now; null when none is.</summary>
    static async Task<(Order Order, Series? Live)> Ahead(PlacementDetails details, IAttempts attempts, CancellationToken ct)
    {
        var all = await attempts.Of(details.ReferralId, ct);
        return (details.Command(details.Next!, Attempts.TreatedBy(all)).Order, all.OrderBy(s => s.Attempt).LastOrDefault(s => s.Stage is Held or Booked));
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
