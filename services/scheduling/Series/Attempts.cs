using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Claims;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>Finds a referral's series, of whichever attempt: the port beside <see cref="IDocuments{TState, TFact}"/>.</summary>
public interface IAttempts
{
    /// <summary>The series of all attempts of which anything was heard, without history and words.</summary>
    Task<IReadOnlyList<Series>> Of(string referralId, CancellationToken ct);
}

/// <summary>
/// One referral has one live series: that of the newest attempt asked for. Each attempt first stores its own intent and then
/// looks at the others, so that of two that begin at once at least one sees the other.
/// </summary>
public sealed class Attempts(IAttempts found, DocumentStore<Series, SeriesFact> store, ChainBooks books)
{
    static Cause NewerAttempt => Cause.Own("newer-attempt");

    /// <summary>Ends the older attempts that live; and this one, should a newer one have been asked for.</summary>
    /// <returns>False when this one is superseded.</returns>
    public async Task<bool> EndOlder(SeriesId id, CancellationToken ct)
    {
        var all = await found.Of(id.ReferralId, ct);
        foreach (var older in all.Where(s => s.Attempt < id.Attempt && s.Stage is Wanted and not Completed)) await End(older, ct);
        // Its SeriesReleased may still be on its way, and the patient's own old claims would be in the way.
        if (all.FirstOrDefault(s => s.Attempt == id.Attempt - 1) is { Stage: Released { Plan: not null } } before) await books.Withdraw(before.Chain, before.Key, null, ct);
        if (!all.Any(s => s.Attempt > id.Attempt && s.WasAskedFor)) return true;
        if (all.FirstOrDefault(s => s.Attempt == id.Attempt) is { } own) await End(own, ct);
        return false;
    }

    /// <summary>The therapist of the newest visit that took place in an older attempt; null when none has.</summary>
    public async Task<string?> TreatedBy(SeriesId id, CancellationToken ct) => id.Attempt == 1 ? null : TreatedBy(await found.Of(id.ReferralId, ct));

    /// <summary>The therapist of the newest visit that took place, in whichever attempt; null when none has.</summary>
    public static string? TreatedBy(IEnumerable<Series> all) =>
        all.OrderBy(s => s.Attempt).LastOrDefault(s => s.Outcomes.Any(o => o.Status is VisitStatus.Completed))?.Plan?.TherapistId;

    async Task End(Series series, CancellationToken ct)
    {
        var ended = await store.Handle(series.Key.ToString(), NewerAttempt, new Supersede(), SeriesDecider.Decide, ct);
        if (ended.State.Stage is Released) await books.Withdraw(series.Chain, series.Key, null, ct);
    }
}
