using System.Globalization;
using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;

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
    /// <summary>Days of the week that the order asks for, as FHIR's days-of-week (<c>mon</c> …); null or empty: any.</summary>
    public IReadOnlyList<string>? Weekdays { get; init; }
    /// <summary>What the patient prefers; null: nothing was said.</summary>
    public PreferenceDetails? Preferences { get; init; }
    /// <summary>Who treated in the referral that this one continues; null when nobody did.</summary>
    public string? TreatedBy { get; init; }
    /// <summary>The request as it would come were what lies ahead placed anew now; null when nothing lies ahead.</summary>
    public PlacementRequested? Next { get; init; }

    /// <summary>The owner's details and the message's order as one command.</summary>
    /// <param name="treatedBy">The therapist of the newest visit that took place; null when none has.</param>
    /// <exception cref="UnbelievableMessageException">The message contradicts the referral's owner, or its numbers are out of bounds.</exception>
    public RequestPlacement Command(PlacementRequested message, string? treatedBy = null)
    {
        message.MustBeOf(Chain);
        if (message.Visits is < 1 or > 60 || message.Frequency is < 1 or > 60 || message.Period is < 1 or > 60 || message.PeriodUnit is not ("d" or "wk" or "mo"))
            throw new UnbelievableMessageException("order", "The message asks for visits that no order can ask for.");
        if (message.Techniques.Except(Technique.All).Any()) throw new UnbelievableMessageException("technique", "The message names a technique that is none.");
        var order = new Order
        {
            Chain = Chain,
            Visits = message.Visits,
            Techniques = message.Techniques,
            Priority = message.Priority,
            CoveredUntil = message.CoveredUntil,
            Cadence = new() { Frequency = message.Frequency, Period = message.Period, Unit = message.PeriodUnit },
            NotBefore = NotBeforeDay,
            Weekdays = Days(Weekdays),
            Latitude = Latitude,
            Longitude = Longitude,
            Location = message.LocationId,
            Therapist = message.TherapistId,
            TreatedBy = treatedBy ?? TreatedBy,
            Preferences = Preferences is { } p ? new() { Gender = p.Gender, Language = p.Language, Weekdays = Days(p.Weekdays), TravelKm = p.TravelKm } : null,
        };
        return new(new(message.ReferralId, message.Attempt), order, PatientKey, Partner, ConditionGroup, Patient());
    }

    /// <summary>Who is treated, in words for the therapist.</summary>
    public Patient Patient() => new() { Name = Name, BirthDate = BirthDate, Gender = Gender, Diagnosis = Diagnosis, Requests = Requests };

    static IReadOnlyList<DayOfWeek>? Days(IReadOnlyList<string>? names) =>
        names is { Count: > 0 } ? [.. Enum.GetValues<DayOfWeek>().Where(d => names.Contains(d.ToString()[..3].ToLowerInvariant()))] : null;

    DateOnly? NotBeforeDay =>
        NotBefore is { Length: >= 10 } text && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>A patient's preferences as the referral service tells them; days as FHIR's days-of-week.</summary>
public sealed record PreferenceDetails(string? Gender, string? Language, IReadOnlyList<string>? Weekdays, int? TravelKm);

/// <summary>Messages are not believed blindly.</summary>
static class Belief
{
    /// <exception cref="UnbelievableMessageException">The message names another chain than the referral's owner.</exception>
    public static void MustBeOf(this PlacementRequested message, string chain)
    {
        if (message.Chain != chain) throw new UnbelievableMessageException("chain-mismatch", "The message names another chain than the referral's owner.");
    }
}

/// <summary>The claim check: what the events of the referral service do not carry.</summary>
public interface IPlacementDetails
{
    /// <exception cref="HttpRequestException">Not reachable, or no such referral (yet): the message comes again.</exception>
    Task<PlacementDetails> Of(string referralId, CancellationToken ct);
}

/// <summary>The claim check over HTTP.</summary>
public sealed class ReferralClient(HttpClient http) : IPlacementDetails
{
    public async Task<PlacementDetails> Of(string referralId, CancellationToken ct) =>
        await http.GetFromJsonAsync<PlacementDetails>($"/internal/referrals/{Uri.EscapeDataString(referralId)}/placement", ct)
        ?? throw new HttpRequestException("The referral service answered a claim check with nothing");
}
