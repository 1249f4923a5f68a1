using System.Globalization;

namespace ClinicNetwork.Scheduling.Claims;

/// <summary>
/// A visit's claim on a therapist and a room. It counts while its series is placing, held or booked under the same round;
/// past <see cref="Expires"/> whoever meets it asks the series first.
/// </summary>
public sealed record Claim
{
    public required string Series { get; init; }
    public required int Round { get; init; }
    public required int Visit { get; init; }
    public required string Therapist { get; init; }
    public required string Room { get; init; }
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The same visit's claim of the same round (instants lose their microseconds in the store).</summary>
    public bool IsSame(Claim other) => (Series, Round, Visit) == (other.Series, other.Round, other.Visit);
}

/// <summary>All claims at one location on one day, local time.</summary>
public sealed class DayDocument
{
    /// <summary><c>{location}|{yyyy-MM-dd}</c>.</summary>
    public required string Id { get; init; }
    public required string Chain { get; init; }
    public required string Location { get; init; }
    public required DateOnly Date { get; init; }
    public required long Version { get; init; }
    public List<Claim> Claims { get; init; } = [];

    public static string IdOf(string location, DateOnly date) => $"{location}|{date.ToString("O", CultureInfo.InvariantCulture)}";
}

/// <summary>A patient's own time, so that two referrals of one patient do not overlap.</summary>
public sealed class PatientDocument
{
    /// <summary><c>{chain}|{patient key}</c>.</summary>
    public required string Id { get; init; }
    public required string Chain { get; init; }
    public required long Version { get; init; }
    public List<PatientClaim> Claims { get; init; } = [];

    public static string IdOf(string chain, string patientKey) => $"{chain}|{patientKey}";
}

/// <summary>An interval of a patient's time; counts as a <see cref="Claim"/> does.</summary>
public sealed record PatientClaim
{
    public required string Series { get; init; }
    public required int Round { get; init; }
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }
    public required DateTimeOffset Expires { get; init; }
}
