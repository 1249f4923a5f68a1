using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Booking;

namespace ClinicNetwork.Scheduling.Claims;

/// <summary>A day's document by its place and version, without its claims.</summary>
public sealed record DayVersion(string Id, string Location, DateOnly Date, long Version);

/// <summary>
/// Where claims are kept: on a location's day (therapist and room) and on a patient's time. The port between placing and
/// MongoDB; the network's simulation plays over a model of it.
/// </summary>
public interface IClaims : IIndexed
{
    /// <summary>Writes a claim on a therapist and a room unless one of them is taken then on that day at that location.</summary>
    /// <param name="known">True when the day's document is known to exist.</param>
    /// <returns>False when it is taken.</returns>
    Task<bool> TryClaim(string chain, string location, DateOnly date, Claim claim, bool known, CancellationToken ct);

    /// <summary>A patient's document; null when there is none.</summary>
    Task<PatientDocument?> Patient(string id, CancellationToken ct);

    /// <summary>Adds a patient's claims to the document as it was read; claims that ended before <paramref name="forgetBefore"/> leave it.</summary>
    /// <returns>False when it has changed since.</returns>
    Task<bool> TryClaim(string id, string chain, PatientDocument? read, IReadOnlyList<PatientClaim> claims, DateTimeOffset forgetBefore, CancellationToken ct);

    /// <summary>Removes a series' claims, wherever they are; once more does no harm.</summary>
    /// <param name="round">Only those of this round; null: all.</param>
    Task Withdraw(SeriesId series, int? round, CancellationToken ct);

    /// <summary>All days of a chain from a date on.</summary>
    Task<IReadOnlyList<DayDocument>> Days(string chain, DateOnly from, CancellationToken ct);

    /// <summary>The versions of all days of a chain from a date on.</summary>
    Task<IReadOnlyList<DayVersion>> Versions(string chain, DateOnly from, CancellationToken ct);

    /// <summary>Days by their ids; those that are not there are left out.</summary>
    Task<IReadOnlyList<DayDocument>> Days(IReadOnlyCollection<string> ids, CancellationToken ct);
}
