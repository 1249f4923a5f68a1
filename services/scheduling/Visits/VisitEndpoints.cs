using System.Globalization;
using System.Security.Claims;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Network;
using MongoDB.Driver;

namespace ClinicNetwork.Scheduling.Visits;

/// <summary>A visit on the therapist's screen.</summary>
public sealed record VisitView
{
    public required string AppointmentId { get; init; }
    public required string ReferralId { get; init; }
    public required int Attempt { get; init; }
    public required int Visit { get; init; }
    /// <summary>Visits in the series.</summary>
    public required int Of { get; init; }
    public required DateOnly Date { get; init; }
    public required DateTimeOffset Start { get; init; }
    public required DateTimeOffset End { get; init; }
    public required string Chain { get; init; }
    public required string LocationId { get; init; }
    public required string LocationName { get; init; }
    public required string Room { get; init; }
    public required string TherapistId { get; init; }
    public required string TherapistName { get; init; }
    /// <summary>booked, completed or missed; overdue when the series lies in the past and this outcome is missing.</summary>
    public required string Status { get; init; }
    public required IReadOnlyList<string> Techniques { get; init; }
    public required string Priority { get; init; }
    public required string PatientName { get; init; }
    public string? BirthDate { get; init; }
    public string? Gender { get; init; }
    public string? Diagnosis { get; init; }
    /// <summary>The physician's individual requests, word for word (S7).</summary>
    public required IReadOnlyList<string> Requests { get; init; }
    public VisitOutcome? Outcome { get; init; }

    public static VisitView From(Series series, SeriesPlan plan, PlannedVisit visit)
    {
        var outcome = series.Outcomes.FirstOrDefault(o => o.Visit == visit.Visit);
        return new()
        {
            AppointmentId = $"{series.Key}-{visit.Visit}",
            ReferralId = series.ReferralId,
            Attempt = series.Attempt,
            Visit = visit.Visit,
            Of = plan.Visits.Count,
            Date = visit.Date,
            Start = visit.Start,
            End = visit.End,
            Chain = series.Chain,
            LocationId = plan.LocationId,
            LocationName = plan.LocationName,
            Room = visit.Room,
            TherapistId = plan.TherapistId,
            TherapistName = plan.TherapistName,
            Techniques = series.Order!.Techniques,
            Priority = series.Order.Priority,
            PatientName = series.Patient!.Name,
            BirthDate = series.Patient.BirthDate,
            Gender = series.Patient.Gender,
            Diagnosis = series.Patient.Diagnosis,
            Requests = series.Patient.Requests,
            Outcome = outcome,
            Status = outcome is { } o ? o.Completed ? "completed" : "missed" : series.Stage is Booked { OutcomesMissing: true } ? "overdue" : "booked",
        };
    }
}

/// <summary>The visits of a day.</summary>
public static class VisitEndpoints
{
    public static void MapVisits(this WebApplication app)
    {
        app.MapGet("/api/visits", Visits).RequireAuthorization(AccessPolicies.Roles("therapist", "coordinator")).Audited("read");
        app.MapOutcomes();
    }

    /// <summary>Booked visits of a day (default: today where the chain is), at one location if named. A therapist sees their own.</summary>
    static async Task<IResult> Visits(
        HttpContext http, DocumentStore<Series, SeriesFact> store, NetworkCache network, TimeProvider clock, DateOnly? date, string? location, CancellationToken ct)
    {
        var caller = Caller.Of(http.User);
        var chains = (await network.Current(ct)).Chains.Keys.Where(caller.MaySee).ToList();
        if (chains.Count == 0) return Results.Ok(Array.Empty<VisitView>());
        var day = date ?? (await network.Current(ct)).Of(chains[0]).Calendar.Today(clock.GetUtcNow());
        var where = Builders<Document<Series, SeriesFact>>.Filter;
        var filter = where.Eq("state.stage.plan.visits.date", day.ToString("O", CultureInfo.InvariantCulture)) & where.In(d => d.Chain, chains)
            & where.In("state.stage._t", [nameof(Booked), nameof(Completed)]);
        if (location is not null) filter &= where.Eq("state.stage.plan.locationId", location);
        if (!caller.Roles.Contains("coordinator")) filter &= where.Eq("state.stage.plan.therapistId", Therapist(http) ?? "nobody");
        var found = await store.Collection.Find(filter).Limit(1000)
            .Project<Document<Series, SeriesFact>>(Builders<Document<Series, SeriesFact>>.Projection.Exclude(d => d.History)).ToListAsync(ct);
        return Results.Ok(
            from document in found
            let plan = document.State.Plan!
            from visit in plan.Visits
            where visit.Date == day
            orderby visit.Start, document.Id
            select VisitView.From(document.State, plan, visit));
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
