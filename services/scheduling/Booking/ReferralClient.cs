using System.Globalization;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>What the referral service tells about an order whose placement it has asked for (claim check).</summary>
public sealed record PlacementDetails
{
    public required string ReferralId { get; init; }
    public required string Chain { get; init; }
    public string? Partner { get; init; }
    public required string PatientKey { get; init; }
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    public string? BirthDate { get; init; }
    public string? Gender { get; init; }
    public required string Name { get; init; }
    public IReadOnlyList<string> Requests { get; init; } = [];
    public string? Diagnosis { get; init; }
    public string? ConditionGroup { get; init; }
    /// <summary>Date, or date and time, before which no visit may lie.</summary>
    public string? NotBefore { get; init; }

    public DateOnly? NotBeforeDay => NotBefore is { Length: >= 10 } text ? DateOnly.ParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    public Patient Patient => new()
    {
        Key = PatientKey,
        Name = Name,
        BirthDate = BirthDate,
        Gender = Gender,
        Diagnosis = Diagnosis,
        ConditionGroup = ConditionGroup,
        Requests = Requests,
        Partner = Partner,
    };
}

/// <summary>Reads from the referral service what its events do not carry.</summary>
public sealed class ReferralClient(HttpClient http)
{
    /// <exception cref="HttpRequestException">Not reachable, or no such referral (yet): the bus delivers again.</exception>
    public async Task<PlacementDetails> Placement(string referralId, CancellationToken ct) =>
        await http.GetFromJsonAsync<PlacementDetails>($"/internal/referrals/{referralId}/placement", ct)
        ?? throw new HttpRequestException("The referral service answered a claim check with nothing");
}
