using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;

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
    /// <summary>Why it waits or was released, as a code.</summary>
    public string? Reason { get; init; }
    public DateTimeOffset? Due { get; init; }
    public SeriesPlan? Plan { get; init; }
    public IReadOnlyList<VisitOutcome> Outcomes { get; init; } = [];
    public Explanation? Explanation { get; init; }

    public static SeriesView From(Document<Series, SeriesFact> document)
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
            Explanation = document.History.Select(h => h.Fact switch { SeriesHeld f => f.Explanation, NoSlotsFound f => f.Explanation, _ => null }).LastOrDefault(e => e is not null),
            Reason = series.Stage switch { Waiting waiting => waiting.Reason.Code(), Released released => released.Reason.Code(), _ => null },
        };
    }
}

public static class SeriesEndpoints
{
    public static void MapSeries(this WebApplication app) =>
        app.MapGet("/api/series/{id}", async (HttpContext http, string id, DocumentStore<Series, SeriesFact> store, CancellationToken ct) =>
            await store.Find(id, Part.History, ct) is { } found && Caller.Of(http.User).MaySee(found.State.Chain)
                ? Results.Ok(SeriesView.From(found))
                : Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "There is no series with this id.")))
            .RequireAuthorization(AccessPolicies.Roles("coordinator", "operator", "auditor")).Audited("read");
}
