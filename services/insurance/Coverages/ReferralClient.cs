using System.Net.Http.Json;

namespace ClinicNetwork.Insurance.Coverages;

/// <summary>The claim check of a referral's coverage: only the fields that the decision needs.</summary>
public sealed record CoverageDetail
{
    public required string ReferralId { get; init; }
    public required string Chain { get; init; }
    /// <summary>Visits prescribed, 1–60.</summary>
    public required int Visits { get; init; }
    /// <summary>True when a physician's order, part of a treatment plan, stands behind the referral.</summary>
    public required bool HasPrescription { get; init; }
    /// <summary>Null when the patient named none.</summary>
    public CoverageOnFile? Coverage { get; init; }
}

/// <summary>The coverage as the hospital sent it.</summary>
/// <param name="Type">FHIR Coverage.type code (v3-ActCode).</param>
/// <param name="Payer">The payor's display name.</param>
/// <param name="Status">FHIR Coverage.status.</param>
/// <param name="PeriodStart">First covered day; null when open.</param>
/// <param name="PeriodEnd">Last covered day, inclusive; null when open.</param>
public sealed record CoverageOnFile(
    string? Type, string? Payer, string? SubscriberId, string? ClaimNumber, string? Status, DateOnly? PeriodStart, DateOnly? PeriodEnd);

/// <summary>Reads from the referral service what only it holds.</summary>
public sealed class ReferralClient(HttpClient http)
{
    /// <exception cref="HttpRequestException">The referral is unknown there or the service is away; the bus tries again.</exception>
    public async Task<CoverageDetail> Coverage(string referralId, CancellationToken ct)
    {
        using var response = await http.GetAsync(new Uri($"internal/referrals/{Uri.EscapeDataString(referralId)}/coverage", UriKind.Relative), ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<CoverageDetail>(ct)
            ?? throw new HttpRequestException("The referral service answered a claim check with nothing.");
    }
}
