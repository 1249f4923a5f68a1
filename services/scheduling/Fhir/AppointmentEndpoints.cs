using System.Globalization;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.Visits;
using ClinicNetwork.Scheduling.WaitingLists;
using Hl7.Fhir.Model;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Scheduling.Booking.Series, ClinicNetwork.Scheduling.Booking.SeriesFact>;

namespace ClinicNetwork.Scheduling.Fhir;

/// <summary>Appointments for the partner that sent the order, and for the chain's own people.</summary>
public static class AppointmentEndpoints
{
    /// <summary>Days that one search may name, and series that it reads on them.</summary>
    const int MostDays = 7;
    const int MostSeries = 1000;
    static readonly string[] Readers = ["coordinator", "therapist", "auditor"];

    public static void MapAppointments(this WebApplication app)
    {
        app.MapList(Appointments.List, AccessPolicies.Allow("system/Appointment.s", Readers), Search);
        app.MapRead("/fhir/Appointment/{id}", Read).RequireAuthorization(AccessPolicies.Allow("system/Appointment.r", Readers)).Audited("read")
            .WithDescription("The visits of a referral; a search names its order, or the visit itself.");
    }

    static async Task<(SearchRequest, SearchPage)> Search(SearchRequest request, HttpContext http, CancellationToken ct)
    {
        var found = (await Series(request, http, ct)).Where(d => MaySee(http, d.State)).SelectMany(Appointments.Of);
        return (request, request.Page(found, r => ListKey.First(((Appointment)r).Start!.Value) is var place && request is { Sort: not null, Descending: true } ? ~place : place));
    }

    /// <summary>The series that a search can be about: by id, by order, or on certain days.</summary>
    static async Task<IReadOnlyList<Document>> Series(SearchRequest request, HttpContext http, CancellationToken ct)
    {
        var (services, caller) = (http.RequestServices, Caller.Of(http.User));
        if (request.Of("_id").FirstOrDefault() is { } ids)
            return await services.GetRequiredService<IDocuments<Series, SeriesFact>>().Find(
                [.. ids.Values.OfType<TokenValue>().Select(v => SeriesId.TryParse(v.Code ?? "", out var series, out _) ? series.ToString() : null).OfType<string>().Distinct()], ct);
        var stored = services.GetRequiredService<MongoSeries>();
        if (request.Of("based-on").FirstOrDefault() is { } orders)
            return [.. (await System.Threading.Tasks.Task.WhenAll(orders.Values.OfType<ReferenceValue>().Select(o => stored.Attempts(o.Id, ct)))).SelectMany(d => d)];
        if (caller.Partner is not null) throw SearchRefusal.TooCostly("based-on", "no list of all appointments is kept: add based-on=ServiceRequest/id, or _id.");
        if (Days(request) is not { } days)
            throw SearchRefusal.TooCostly("date", $"no list of all appointments is kept: add based-on=ServiceRequest/id, _id, or {MostDays} days at most, as date=2026-11-27 or date=ge2026-11-27&date=lt2026-11-30.");
        var chains = (await services.GetRequiredService<CurrentNetwork>().Current(ct)).Chains.Keys.Where(caller.MaySee).ToList();
        var found = new List<Document>();
        foreach (var day in days)
            found.AddRange(await stored.On(day.ToString("O", CultureInfo.InvariantCulture), chains, null, caller.Roles.Contains("therapist") && caller.Roles.Count == 1 ? VisitEndpoints.Therapist(http) ?? "nobody" : null, null, MostSeries + 1 - found.Count, ct));
        return found.Count <= MostSeries ? [.. found.DistinctBy(d => d.Id)]
            : throw SearchRefusal.TooCostly("date", $"more than {MostSeries} series have visits on these days: name fewer days.");
    }

    /// <summary>The clinics' days that the search's dates touch; null when they are open or too many.</summary>
    static IEnumerable<DateOnly>? Days(SearchRequest request)
    {
        var dates = request.Of("date").SelectMany(c => c.Values.OfType<DateValue>().Take(c.Values.Count == 1 ? 1 : 0)).ToList();
        var from = dates.Where(d => d.Prefix is "eq" or "gt" or "ge" or "sa").Select(d => (DateTimeOffset?)d.From).Max();
        var to = dates.Where(d => d.Prefix is "eq" or "lt" or "le" or "eb").Select(d => (DateTimeOffset?)d.To).Min();
        if (from is null || to is null || to - from > TimeSpan.FromDays(MostDays)) return null;
        // A clinic's day may begin before or after the same day of the search.
        var first = DateOnly.FromDateTime(from.Value.UtcDateTime).AddDays(-1);
        return Enumerable.Range(0, Math.Max(0, (int)Math.Ceiling((to.Value - from.Value).TotalDays)) + 2).Select(first.AddDays);
    }

    static async Task<IResult> Read(HttpContext http, string id, DocumentStore<Series, SeriesFact> store, CancellationToken ct) =>
        SeriesId.TryParse(id, out var series, out _) && await store.Find(series.ToString(), ct) is { } document && MaySee(http, document.State)
            && Appointments.Of(document).FirstOrDefault(a => a.Id == id) is { } appointment
            ? new FhirAnswer(appointment)
            : FhirAnswer.NotFound(http, "Appointment");

    static bool MaySee(HttpContext http, Series series)
    {
        var caller = Caller.Of(http.User);
        if (caller.Partner is { } partner) return series.Partner == partner;
        return caller.MaySee(series.Chain)
            && (caller.Roles.Contains("coordinator") || caller.Roles.Contains("auditor") || VisitEndpoints.Therapist(http) == series.Plan?.TherapistId);
    }
}
