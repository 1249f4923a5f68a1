using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Clinic;
using ClinicNetwork.Scheduling.WaitingLists;

namespace ClinicNetwork.Scheduling.Visits;

/// <summary>What the report about a referral's visits is made from; the names are those of the latest attempt with an outcome.</summary>
public sealed record ReferralOutcome(string TherapistId, string TherapistName, string LocationId, string LocationName, IReadOnlyList<OutcomeLine> Visits);

/// <summary>One visit's outcome.</summary>
/// <param name="Status">completed or missed.</param>
/// <param name="Answers">What the therapist wrote to the physician's requests; null when nothing.</param>
public sealed record OutcomeLine(
    int Attempt, int Visit, DateOnly Date, string Status, int? Minutes, IReadOnlyList<string>? Techniques, int? PainBefore, int? PainAfter, string? Note,
    IReadOnlyList<RequestAnswer>? Answers = null);

/// <summary>The names of the network by their ids, and each chain's IANA time zone.</summary>
public sealed record Names(
    IReadOnlyDictionary<string, string> Chains, IReadOnlyDictionary<string, string> Locations, IReadOnlyDictionary<string, string> Therapists, IReadOnlyDictionary<string, string> TimeZones);

/// <summary>Claim checks by the network's other services.</summary>
public static class InternalEndpoints
{
    public static void MapInternal(this WebApplication app)
    {
        app.MapGet("/internal/series/{referralId}/outcome", async (HttpContext http, string referralId, MongoSeries series, CancellationToken ct) =>
            Outcome(await series.Attempts(referralId, ct)) is { } outcome
                ? Results.Ok(outcome)
                : Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "No visit of this referral has an outcome.")))
            .RequireAuthorization(AccessPolicies.Service).Audited("claim-check");

        app.MapGet("/internal/names", async (CurrentNetwork network, CancellationToken ct) => await network.Current(ct) is var view
            ? new Names(Of(view.Chains, c => c.Name), Of(view.Locations, l => l.Name), Of(view.Therapists, t => t.Name), Of(view.Chains, c => c.TimeZone))
            : null).RequireAuthorization(AccessPolicies.Service);
    }

    /// <summary>What the report is made from; null when no visit has an outcome.</summary>
    /// <param name="attempts">All of a referral, in order, with what people wrote.</param>
    public static ReferralOutcome? Outcome(IReadOnlyList<Document<Series, SeriesFact>> attempts)
    {
        var treated = attempts.Where(d => d.State.Outcomes.Count > 0).ToList();
        if (treated.Count == 0 || treated[^1].State.Plan is not { } plan) return null;
        return new(plan.TherapistId, plan.TherapistName, plan.LocationId, plan.LocationName, [.. treated.SelectMany(Lines)]);
    }

    static IEnumerable<OutcomeLine> Lines(Document<Series, SeriesFact> document) =>
        from outcome in document.State.Outcomes
        let visit = document.State.Plan?.Find(outcome.Visit)
        where visit is not null
        select outcome.Status is VisitStatus.Completed
            ? new OutcomeLine(document.State.Attempt, outcome.Visit, visit.Date, outcome.Status.Code(),
                outcome.Minutes, outcome.Techniques, outcome.PainBefore, outcome.PainAfter, document.Words(Patient.Note(outcome.Visit)),
                RequestAnswer.Read(document.Words(Patient.Answers(outcome.Visit))) is { Count: > 0 } answers ? answers : null)
            : new OutcomeLine(document.State.Attempt, outcome.Visit, visit.Date, outcome.Status.Code(), null, null, null, null, null);

    static Dictionary<string, string> Of<T>(IReadOnlyDictionary<string, Versioned<T>> policies, Func<T, string> text) => policies.ToDictionary(p => p.Key, p => text(p.Value.Body));
}
