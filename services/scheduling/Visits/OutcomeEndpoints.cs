using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;

namespace ClinicNetwork.Scheduling.Visits;

/// <summary>What a therapist reports after a visit.</summary>
public sealed record CompleteVisit
{
    /// <summary>Hands-on minutes, 1–240.</summary>
    public required int Minutes { get; init; }
    public required IReadOnlyList<string> Techniques { get; init; }
    /// <summary>Numeric rating, 0–10.</summary>
    public required int PainBefore { get; init; }
    public required int PainAfter { get; init; }
    /// <summary>At most 2,000 characters.</summary>
    public string? Note { get; init; }
    /// <summary>To the physician's requests, each once at most; may be left out.</summary>
    public IReadOnlyList<RequestAnswer>? Answers { get; init; }

    public IEnumerable<string> Problems()
    {
        if (Minutes is < 1 or > 240) yield return "minutes: must be 1–240";
        if (Techniques.Count == 0) yield return "techniques: name at least one";
        if (Techniques.Except(Technique.All).Any()) yield return $"techniques: name only {string.Join(", ", Technique.All)}";
        if (PainBefore is < 0 or > 10) yield return "painBefore: must be 0–10";
        if (PainAfter is < 0 or > 10) yield return "painAfter: must be 0–10";
        if (Note?.Length > 2000) yield return "note: at most 2,000 characters";
        if (Answers?.Any(a => a is null || string.IsNullOrWhiteSpace(a.Text) || a.Text.Length > 500) == true) yield return "answers: write 1–500 characters to each";
        if (Answers is { } answers && answers.OfType<RequestAnswer>().DistinctBy(a => a.Request).Count() < answers.Count) yield return "answers: answer each request once";
    }

    public VisitOutcome Outcome(int visit) => new()
    { Visit = visit, Status = VisitStatus.Completed, Minutes = Minutes, Techniques = [.. Techniques.Distinct()], PainBefore = PainBefore, PainAfter = PainAfter };
}

/// <summary>Recording what became of a visit. Repeating the same is harmless, another content is a conflict.</summary>
public static class OutcomeEndpoints
{
    static readonly Refusal NotFound = new(RefusalKind.NotFound, "not-found", "There is no visit with this id.");

    public static void MapOutcomes(this WebApplication app)
    {
        var mayTreat = AccessPolicies.Roles("therapist", "coordinator");
        app.MapPost("/api/visits/{id}/complete", async (HttpContext http, string id, DocumentStore<Series, SeriesFact> store, CancellationToken ct) =>
        {
            var body = await JsonBody.Read<CompleteVisit>(http);
            var wrong = body.Problems().ToList();
            return wrong.Count > 0
                ? Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "invalid-outcome", string.Join("; ", wrong)))
                : await Record(http, id, store, body.Outcome, body.Note, body.Answers, ct);
        }).RequireAuthorization(mayTreat).Audited("write").Says("The visit took place: what was done, and what came of it.", typeof(CompleteVisit));

        app.MapPost("/api/visits/{id}/miss", (HttpContext http, string id, DocumentStore<Series, SeriesFact> store, CancellationToken ct) =>
            Record(http, id, store, visit => new() { Visit = visit, Status = VisitStatus.Missed }, null, null, ct)).RequireAuthorization(mayTreat).Audited("write").Says("The patient did not come.");
    }

    static async Task<IResult> Record(
        HttpContext http, string id, DocumentStore<Series, SeriesFact> store, Func<int, VisitOutcome> outcome, string? note, IReadOnlyList<RequestAnswer>? answers, CancellationToken ct)
    {
        if (!SeriesId.TryParse(id, out var series, out var visit)) return Problems.ToResult(http, NotFound);
        if (await store.Find(series.ToString(), ct) is not { State: var known } || !VisitEndpoints.MayTreat(http, known)) return Problems.ToResult(http, NotFound);

        if (answers is { Count: > 0 } && await store.Find(series.ToString(), Part.Personal, ct) is { } ordered && Patient.Read(ordered.Words(Patient.Words)).Requests.Count is var requests && answers.Any(a => a.Request < 1 || a.Request > requests))
            return Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "invalid-outcome", $"answers: this order has {requests} requests, counted from 1"));
        var wanted = new RecordOutcome(outcome(visit), note, answers);
        var handled = await store.Handle(series.ToString(), RequestCause.Of(http, wanted), wanted, OutcomeDecider.Decide, ct);
        if (handled.Refusal is { } refusal) return Problems.ToResult(http, refusal);
        // Words are not in the state, so that a repetition with others is found out here.
        if (await store.Find(series.ToString(), Part.Personal, ct) is not { } stored || stored.State.Plan is not { } plan || plan.Find(visit) is not { } planned)
            return Problems.ToResult(http, NotFound);
        return stored.Words(Patient.Note(visit)) == note && stored.Words(Patient.Answers(visit)) == RequestAnswer.Write(answers)
            ? Results.Ok(VisitView.From(stored, plan, planned))
            : Problems.ToResult(http, OutcomeDecider.Recorded);
    }
}
