using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Operations;

namespace ClinicNetwork.Tests.Operations;

/// <summary>Events as referral publishes them.</summary>
static class Some
{
    static readonly DateTimeOffset Received = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    public static string Id() => Guid.NewGuid().ToString("N");

    public static ReferralStatusChanged Event(
        string id, long version, string businessStatus = "3.0", string status = "accepted", string? reason = null, string chain = "bay-state-therapy",
        string? location = null, int visits = 0) => new()
        {
            ReferralId = id,
            Version = version,
            Chain = chain,
            Partner = "general-hospital",
            Status = status,
            BusinessStatus = businessStatus,
            StatusReason = reason,
            Priority = "routine",
            LocationId = location,
            Visits = visits,
            ReceivedAt = Received,
            At = Received.AddMinutes(version),
        };

    public static ReferralStatusChanged Booked(string id, long version, string location, int visits = 8) =>
        Event(id, version, "5.1.1", "in-progress", location: location, visits: visits);
}
