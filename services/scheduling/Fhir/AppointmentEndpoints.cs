using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Visits;
using Microsoft.AspNetCore.Mvc;

namespace ClinicNetwork.Scheduling.Fhir;

/// <summary>Appointments for the partner that sent the order, and for the chain's own people.</summary>
public static class AppointmentEndpoints
{
    public static void MapAppointments(this WebApplication app)
    {
        var mayRead = AccessPolicies.Allow("system/Appointment.r", "coordinator", "therapist", "auditor");
        app.MapGet("/fhir/Appointment", Search).RequireAuthorization(mayRead).Audited("read");
        app.MapRead("/fhir/Appointment/{id}", Read).RequireAuthorization(mayRead).Audited("read");
    }

    /// <summary>All appointments based on an order: of its live attempt, and of attempts that had been booked.</summary>
    static async Task<IResult> Search(HttpContext http, [FromQuery(Name = "based-on")] string? basedOn, IAttempts attempts, CancellationToken ct)
    {
        var referral = basedOn?.Split('/')[^1];
        if (string.IsNullOrEmpty(referral))
            return Problems.ToResult(http, new Refusal(RefusalKind.Invalid, "missing-parameter", "Search by order: based-on=ServiceRequest/{id}.", "based-on"));
        return FhirAnswer.Search(http,
            from series in await attempts.Of(referral, ct)
            where MaySee(http, series) && series.Stage is not Released { WasBooked: false }
            orderby series.Attempt
            from appointment in Appointments.Of(series)
            select appointment);
    }

    static async Task<IResult> Read(HttpContext http, string id, DocumentStore<Series, SeriesFact> store, CancellationToken ct)
    {
        if (!SeriesId.TryParse(id, out var series, out _) || await store.Find(series.ToString(), ct) is not { } document || !MaySee(http, document.State)
            || Appointments.Of(document.State).FirstOrDefault(a => a.Id == id) is not { } appointment) return FhirAnswer.NotFound(http, "Appointment");
        // The visits of a series are stored as one, so they have its version.
        appointment.Meta = new() { VersionId = $"{document.Version}", LastUpdated = document.At };
        return new FhirAnswer(appointment);
    }

    static bool MaySee(HttpContext http, Series series)
    {
        var caller = Caller.Of(http.User);
        if (caller.Partner is { } partner) return series.Partner == partner;
        return caller.MaySee(series.Chain)
            && (caller.Roles.Contains("coordinator") || caller.Roles.Contains("auditor") || VisitEndpoints.Therapist(http) == series.Plan?.TherapistId);
    }
}
