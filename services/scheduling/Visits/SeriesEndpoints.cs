using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Slots;

namespace ClinicNetwork.Scheduling.Visits;

/// <summary>A series with the reason why it lies where it lies.</summary>
public sealed record SeriesView
{
    public required string Id { get; init; }
    public required string ReferralId { get; init; }
    public required int Attempt { get; init; }
    public required string Chain { get; init; }
    public required long Version { get; init; }
    /// <summary>Placing, Waiting, Held, Booked, Completed or Released.</summary>
    public required string Stage { get; init; }
    public string? Reason { get; init; }
    public DateTimeOffset? Due { get; init; }
    public SeriesPlan? Plan { get; init; }
    public IReadOnlyList<VisitOutcome> Outcomes { get; init; } = [];
    public Explanation? Explanation { get; init; }
}

/// <summary>What the report about a series is made from.</summary>
public sealed record SeriesOutcome(string TherapistId, string TherapistName, string LocationId, string LocationName, IReadOnlyList<OutcomeLine> Visits);

/// <summary>One visit's outcome.</summary>
/// <param name="Status">completed or missed.</param>
public sealed record OutcomeLine(
    int Visit, DateOnly Date, string Status, int? Minutes, IReadOnlyList<string>? Techniques, int? PainBefore, int? PainAfter, string? Note);

public static class SeriesEndpoints
{
    public static void MapSeries(this WebApplication app)
    {
        app.MapGet("/api/series/{id}", async (HttpContext http, string id, DocumentStore<Series, SeriesFact> store, CancellationToken ct) =>
            await store.FindWithHistory(id, ct) is { } found && Caller.Of(http.User).MaySee(found.State.Chain)
                ? Results.Ok(View(found))
                : Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "There is no series with this id.")))
            .RequireAuthorization(AccessPolicies.Roles("coordinator", "operator", "auditor")).Audited("read");

        app.MapGet("/internal/series/{referralId}/{attempt:int}/outcome",
            async (HttpContext http, string referralId, int attempt, DocumentStore<Series, SeriesFact> store, CancellationToken ct) =>
                await store.Find(new SeriesId(referralId, attempt).ToString(), ct) is { State: { Plan: { } plan } series }
                    ? Results.Ok(Outcome(plan, series.Outcomes))
                    : Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "There is no such series.")))
            .RequireAuthorization(AccessPolicies.Service).Audited("read");
    }

    static SeriesView View(Document<Series, SeriesFact> document)
    {
        var series = document.State;
        return new()
        {
            Id = document.Id,
            ReferralId = series.ReferralId,
            Attempt = series.Attempt,
            Chain = series.Chain,
            Version = document.Version,
            Stage = series.Stage.GetType().Name,
            Due = series.Due,
            Plan = series.Plan,
            Outcomes = series.Outcomes,
            // Told by the newest search; the history keeps it, so that the state stays small.
            Explanation = document.History.Select(h => h.Fact switch { HoldTaken f => f.Explanation, SlotsMissing f => f.Explanation, _ => null }).LastOrDefault(e => e is not null),
            Reason = series.Stage switch { Waiting waiting => waiting.Reason, Released released => released.Reason, _ => null },
        };
    }

    static SeriesOutcome Outcome(SeriesPlan plan, IReadOnlyList<VisitOutcome> outcomes) => new(
        plan.TherapistId, plan.TherapistName, plan.LocationId, plan.LocationName,
        [.. from outcome in outcomes
            let date = plan.Visits.First(v => v.Visit == outcome.Visit).Date
            select outcome.Completed
                ? new OutcomeLine(outcome.Visit, date, "completed", outcome.Minutes, outcome.Techniques, outcome.PainBefore, outcome.PainAfter, outcome.Note)
                : new OutcomeLine(outcome.Visit, date, "missed", null, null, null, null, null)]);
}
