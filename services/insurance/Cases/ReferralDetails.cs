using System.Net;
using System.Net.Http.Json;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>The claim check of a referral's coverage: only the fields that the decision needs.</summary>
public sealed record CoverageDetail
{
    public required string ReferralId { get; init; }
    public required string Chain { get; init; }
    /// <summary>Number of the order's newest correction; 0 while it is as received.</summary>
    public int Correction { get; init; }
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

/// <summary>The claim check at the referral service: what only it holds.</summary>
public interface IReferralDetails
{
    /// <summary>Null when it knows no such referral.</summary>
    /// <exception cref="HttpRequestException">It is away; the message comes again.</exception>
    Task<CoverageDetail?> Find(string referralId, CancellationToken ct);
}

public static class ReferralDetailsExtensions
{
    /// <exception cref="UnbelievableMessageException">The referral's owner knows no such referral.</exception>
    public static async Task<CoverageDetail> Known(this IReferralDetails referrals, string referralId, CancellationToken ct) =>
        await referrals.Find(referralId, ct) ?? throw new UnbelievableMessageException("unknown-referral", "The message names a referral that its owner does not know.");
}

/// <summary>The claim check over HTTP.</summary>
public sealed class ReferralDetails(HttpClient http) : IReferralDetails
{
    public async Task<CoverageDetail?> Find(string referralId, CancellationToken ct)
    {
        using var response = await http.GetAsync(new Uri($"internal/referrals/{Uri.EscapeDataString(referralId)}/coverage", UriKind.Relative), ct);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<CoverageDetail>(ct)
            ?? throw new HttpRequestException("The referral service answered a claim check with nothing.");
    }
}
