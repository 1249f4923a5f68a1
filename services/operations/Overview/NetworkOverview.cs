using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Referrals;

namespace ClinicNetwork.Operations.Overview;

/// <summary>The network at one instant, as one caller may see it. No patient data.</summary>
public sealed record NetworkOverview
{
    public required DateTimeOffset At { get; init; }
    /// <summary>True while a network is counted for the first time: more referrals are there than the counts say.</summary>
    public bool StillCounting { get; init; }
    public required IReadOnlyList<StatusCount> Statuses { get; init; }
    /// <summary>Why referrals are on hold, the most frequent reason first.</summary>
    public required IReadOnlyList<ReasonCount> Holds { get; init; }
    public required IReadOnlyList<LocationCount> Locations { get; init; }
    public required IReadOnlyList<ReferralLine> Newest { get; init; }
    /// <summary>The referral received first of those not scheduled yet; null when none waits.</summary>
    public required ReferralLine? OldestWaiting { get; init; }
    public required IReadOnlyList<ServiceState> Services { get; init; }

    public int Total => Statuses.Sum(s => s.Count);
    /// <summary>Received or accepted, not scheduled yet, on hold or not.</summary>
    public int Waiting => Statuses.Where(s => StatusWords.Waiting.Contains(s.Code)).Sum(s => s.Count);
    public int OnHold => Statuses.Sum(s => s.OnHold);
    /// <summary>From scheduled to the last visit.</summary>
    public int InTreatment => Statuses.Where(s => s.Code.StartsWith("5.1", StringComparison.Ordinal)).Sum(s => s.Count);
    public int Completed => Statuses.Where(s => s.Code == "7.0").Sum(s => s.Count);

    public static NetworkOverview Of(
        DateTimeOffset at, IReadOnlyList<GroupCount> groups, bool stillCounting, IEnumerable<ReferralRow> newest, ReferralRow? oldestWaiting,
        IReadOnlyList<ServiceState> services, NetworkNames names) => new()
        {
            At = at,
            StillCounting = stillCounting,
            Statuses = [.. StatusWords.All.Select(word => new StatusCount(word.Key, word.Value,
                groups.Where(g => g.Standing.BusinessStatus == word.Key).Sum(g => g.Count),
                groups.Where(g => g.Standing.BusinessStatus == word.Key && g.Standing.OnHold).Sum(g => g.Count)))],
            Holds = [.. groups.Where(g => g.Standing.OnHold).GroupBy(g => g.Standing.StatusReason ?? "")
                .Select(g => new ReasonCount(g.Key, StatusWords.Reason(g.Key), g.Sum(c => c.Count))).OrderByDescending(r => r.Count).ThenBy(r => r.Code, StringComparer.Ordinal)],
            Locations = [.. groups.Where(g => g.Standing.Location is not null).GroupBy(g => g.Standing.Location!)
                .Select(g => new LocationCount(g.Key, names.Location(g.Key), g.Sum(c => c.Count), g.Sum(c => c.Visits))).OrderByDescending(l => l.Referrals).ThenBy(l => l.Id, StringComparer.Ordinal)],
            Newest = [.. newest.Select(row => ReferralLine.Of(row, at, names))],
            OldestWaiting = oldestWaiting is null ? null : ReferralLine.Of(oldestWaiting, at, names),
            Services = services,
        };
}

public sealed record StatusCount(string Code, string Label, int Count, int OnHold);

public sealed record ReasonCount(string Code, string Label, int Count);

/// <param name="Visits">Booked visits of these referrals.</param>
public sealed record LocationCount(string Id, string Label, int Referrals, int Visits);

/// <param name="ReceivedLocal">When it was received, as the chain's clocks show it.</param>
/// <param name="TimeZone">Of the chain.</param>
/// <param name="AgeMinutes">Whole minutes since it was received, 0 or more.</param>
public sealed record ReferralLine(
    string Id, string Partner, string PartnerName, string BusinessStatus, string Label, string Status, string? StatusReason, string? Reason, string Priority,
    string? Location, string? LocationName, string? TherapistName, int Visits, DateTimeOffset ReceivedAt, string ReceivedLocal, string TimeZone, int AgeMinutes)
{
    public bool OnHold => Status == "on-hold";

    public static ReferralLine Of(ReferralRow row, DateTimeOffset now, NetworkNames names)
    {
        var (time, zone) = names.Local(row.Chain, row.ReceivedAt);
        return new(
            row.Id, row.Partner, names.Partner(row.Partner), row.BusinessStatus, StatusWords.Status(row.BusinessStatus), row.Status, row.StatusReason,
            row.StatusReason is { } reason ? StatusWords.Reason(reason) : null, row.Priority,
            row.Location, row.Location is { } location ? names.Location(location) : null, row.Therapist is { } therapist ? names.Therapist(therapist) : null,
            row.Visits, row.ReceivedAt, time, zone, Math.Max(0, (int)(now - row.ReceivedAt).TotalMinutes));
    }
}

/// <param name="Name">Of the instance: <c>referral</c>, <c>referral-2</c> and so on.</param>
/// <param name="Detail">What is missing when it is not ready.</param>
public sealed record ServiceState(string Name, bool Ready, string Detail);
