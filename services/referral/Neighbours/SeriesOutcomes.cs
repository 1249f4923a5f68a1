using System.Net;

namespace ClinicNetwork.Referrals;

/// <summary>What scheduling knows of a referral's visits, whichever attempt they belonged to; read once, for the report.</summary>
public sealed record SeriesOutcome(string TherapistId, string TherapistName, string LocationId, string LocationName, IReadOnlyList<OutcomeOfVisit> Visits);

/// <param name="Status">completed or missed.</param>
/// <param name="PainBefore">0–10.</param>
/// <param name="Answers">What the therapist wrote to the physician's requests.</param>
public sealed record OutcomeOfVisit(
    int Attempt, int Visit, DateOnly Date, string Status, int? Minutes, IReadOnlyList<string>? Techniques, int? PainBefore, int? PainAfter, string? Note,
    IReadOnlyList<RequestAnswer>? Answers = null);

/// <param name="Request">Which of the order's requests, counted from 1.</param>
public sealed record RequestAnswer(int Request, string Text);

/// <summary>The port to scheduling, which owns what was found and done.</summary>
public interface ISeriesOutcomes
{
    /// <returns>Null when scheduling knows of no visit that took place or was missed.</returns>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    Task<SeriesOutcome?> Of(string referralId, CancellationToken ct);
}

/// <summary>Reads outcomes over HTTP.</summary>
public sealed class SchedulingClient(HttpClient http) : ISeriesOutcomes
{
    public async Task<SeriesOutcome?> Of(string referralId, CancellationToken ct)
    {
        using var response = await http.GetAsync(new Uri($"internal/series/{Uri.EscapeDataString(referralId)}/outcome", UriKind.Relative), ct);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<SeriesOutcome>(ct);
    }

    /// <summary>What speaks against placing what lies ahead of a referral there.</summary>
    /// <returns>Null when nothing lies ahead.</returns>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public async Task<PlaceAnswer?> Ask(string referralId, string location, string? therapist, CancellationToken ct)
    {
        try
        {
            var query = therapist is null ? "" : $"?therapist={Uri.EscapeDataString(therapist)}";
            using var response = await http.GetAsync(new Uri($"internal/referrals/{Uri.EscapeDataString(referralId)}/places/{Uri.EscapeDataString(location)}{query}", UriKind.Relative), ct);
            if (response.StatusCode == HttpStatusCode.NotFound) return null;
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<PlaceAnswer>(ct);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new TimeoutException("Scheduling does not answer.", e);
        }
    }
}
