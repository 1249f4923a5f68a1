using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Network;

namespace ClinicNetwork.Scheduling.Visits;

/// <summary>What a therapist reports after a visit.</summary>
public sealed record CompleteVisit
{
    /// <summary>Hands-on minutes, 1–240.</summary>
    public int Minutes { get; init; }
    public IReadOnlyList<string> Techniques { get; init; } = [];
    /// <summary>Numeric rating, 0–10.</summary>
    public int PainBefore { get; init; } = -1;
    public int PainAfter { get; init; } = -1;
    /// <summary>At most 2,000 characters.</summary>
    public string? Note { get; init; }

    public IEnumerable<string> Problems()
    {
        if (Minutes is < 1 or > 240) yield return "minutes: must be 1–240";
        if (Techniques.Count == 0) yield return "techniques: name at least one";
        foreach (var unknown in Techniques.Except(Technique.All)) yield return $"techniques: {unknown} is none of {string.Join(", ", Technique.All)}";
        if (PainBefore is < 0 or > 10) yield return "painBefore: must be 0–10";
        if (PainAfter is < 0 or > 10) yield return "painAfter: must be 0–10";
        if (Note?.Length > 2000) yield return "note: at most 2,000 characters";
    }
}

/// <summary>Recording what became of a visit. Repeating the same is harmless, another content is a conflict.</summary>
public static class OutcomeEndpoints
{
    public static void MapOutcomes(this WebApplication app)
    {
        app.MapPost("/api/visits/{id}/complete", (HttpContext http, string id, CompleteVisit body, DocumentStore<Series, SeriesFact> store, CancellationToken ct) =>
        {
            var wrong = body.Problems().ToList();
            return wrong.Count > 0
                ? Task.FromResult(Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "invalid-outcome", string.Join("; ", wrong))))
                : Record(http, id, store, visit => new()
                {
                    Visit = visit,
                    Completed = true,
                    Minutes = body.Minutes,
                    Techniques = body.Techniques,
                    PainBefore = body.PainBefore,
                    PainAfter = body.PainAfter,
                    Note = body.Note,
                }, ct);
        }).RequireAuthorization(AccessPolicies.Roles("therapist", "coordinator")).Audited("write");

        app.MapPost("/api/visits/{id}/miss", (HttpContext http, string id, DocumentStore<Series, SeriesFact> store, CancellationToken ct) =>
            Record(http, id, store, visit => new() { Visit = visit, Completed = false }, ct))
            .RequireAuthorization(AccessPolicies.Roles("therapist", "coordinator")).Audited("write");
    }

    static async Task<IResult> Record(
        HttpContext http, string id, DocumentStore<Series, SeriesFact> store, Func<int, VisitOutcome> outcome, CancellationToken ct)
    {
        var notFound = new Refusal(RefusalKind.NotFound, "not-found", "There is no visit with this id.");
        var dash = id.LastIndexOf('-');
        if (dash < 0 || !SeriesId.TryParse(id[..dash], out var series) || !int.TryParse(id.AsSpan(dash + 1), out var visit)) return Problems.ToResult(http, notFound);
        var known = await store.Find(series.ToString(), ct);
        if (known is null || !VisitEndpoints.MayTreat(http, known.State)) return Problems.ToResult(http, notFound);

        var wanted = outcome(visit);
        var handled = await store.Handle(series.ToString(), new(Key(http), Caller.Of(http.User).Id), s => SeriesDecider.Decide(s, new RecordOutcome(wanted)), ct);
        if (handled.Refusal is { } refusal) return Problems.ToResult(http, refusal);
        // A key used before is not decided again, so what it stored is compared here.
        return handled.State.Outcomes.FirstOrDefault(o => o.Visit == visit) is { } stored && stored.Same(wanted)
            ? Results.Ok(VisitView.From(handled.State, handled.State.Plan!, handled.State.Plan!.Visits.First(v => v.Visit == visit)))
            : Problems.ToResult(http, new Refusal(RefusalKind.Conflict, "key-reused", "This Idempotency-Key was used for another request: choose a new one."));
    }

    /// <summary>The caller's own id of the request, so that sending it twice is sending it once.</summary>
    static Guid Key(HttpContext http) => http.Request.Headers["Idempotency-Key"].FirstOrDefault() is not { } key ? Guid.NewGuid()
        : Guid.TryParse(key, out var id) ? id
        : throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-idempotency-key", "Idempotency-Key must be a UUID."));
}
