using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Visits;
using MongoDB.Driver;

namespace ClinicNetwork.Scheduling.Fhir;

/// <summary>Appointments for the partner that sent the order, and for the chain's own people.</summary>
public static class AppointmentEndpoints
{
    static readonly FilterDefinitionBuilder<Document<Series, SeriesFact>> Where = Builders<Document<Series, SeriesFact>>.Filter;

    public static void MapAppointments(this WebApplication app)
    {
        var mayRead = AccessPolicies.Allow("system/Appointment.r", "coordinator", "therapist", "auditor");
        app.MapGet("/fhir/Appointment", Search).RequireAuthorization(mayRead).Audited("read");
        app.MapGet("/fhir/Appointment/{id}", Read).RequireAuthorization(mayRead).Audited("read");
    }

    /// <summary>All appointments based on an order: of its live attempt, and of attempts that had been booked.</summary>
    static async Task<IResult> Search(
        HttpContext http, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "based-on")] string? basedOn, DocumentStore<Series, SeriesFact> store, CancellationToken ct)
    {
        var referral = basedOn?.Split('/')[^1];
        if (string.IsNullOrEmpty(referral))
            return Problems.ToResult(http, new Refusal(RefusalKind.Invalid, "missing-parameter", "Search by order: based-on=ServiceRequest/{id}.", "based-on"));
        // Ids of a referral's attempts are "{referral}-{n}": one range of the primary key ('.' follows '-').
        var found = await store.Collection.Find(Where.Gt(d => d.Id, referral + "-") & Where.Lt(d => d.Id, referral + "."))
            .Project<Document<Series, SeriesFact>>(Builders<Document<Series, SeriesFact>>.Projection.Exclude(d => d.History)).ToListAsync(ct);
        return FhirAnswer.Search(http,
            from document in found
            let series = document.State
            where MaySee(http, series) && series.Stage is not Released { WasBooked: false }
            orderby series.Attempt
            from appointment in Appointments.Of(series)
            select appointment);
    }

    static async Task<IResult> Read(HttpContext http, string id, DocumentStore<Series, SeriesFact> store, CancellationToken ct)
    {
        var dash = id.LastIndexOf('-');
        var document = dash > 0 ? await store.Find(id[..dash], ct) : null;
        return document is not null && MaySee(http, document.State) && Appointments.Of(document.State).FirstOrDefault(a => a.Id == id) is { } appointment
            ? new FhirAnswer(appointment)
            : FhirAnswer.NotFound(http, "Appointment");
    }

    static bool MaySee(HttpContext http, Series series)
    {
        var caller = Caller.Of(http.User);
        if (caller.Kind == "partner") return series.Patient?.Partner == caller.Id;
        return caller.MaySee(series.Chain)
            && (caller.Roles.Contains("coordinator") || caller.Roles.Contains("auditor") || VisitEndpoints.Therapist(http) == series.Plan?.TherapistId);
    }
}
