using System.Globalization;

namespace ClinicNetwork.Operations.Network;

/// <summary>What people call the network's places and partners. A name comes from its owner or not at all: what has none shows its id as it is.</summary>
public sealed record NetworkNames
{
    static readonly Dictionary<string, string> None = [];

    public IReadOnlyDictionary<string, string> Chains { get; init; } = None;
    public IReadOnlyDictionary<string, string> Locations { get; init; } = None;
    public IReadOnlyDictionary<string, string> Therapists { get; init; } = None;
    public IReadOnlyDictionary<string, string> Partners { get; init; } = None;
    /// <summary>IANA zones, by chain.</summary>
    public IReadOnlyDictionary<string, string> TimeZones { get; init; } = None;

    public string Chain(string id) => Chains.GetValueOrDefault(id, id);
    public string Location(string id) => Locations.GetValueOrDefault(id, id);
    public string Therapist(string id) => Therapists.GetValueOrDefault(id, id);
    public string Partner(string id) => Partners.GetValueOrDefault(id, id);

    /// <summary>A time as the chain's clocks show it, with the zone's name; UTC for a chain whose zone is not known.</summary>
    public (string Time, string Zone) Local(string chain, DateTimeOffset at)
    {
        var zone = Zone(chain);
        return (TimeZoneInfo.ConvertTime(at, zone).ToString("MMM d, HH:mm", CultureInfo.InvariantCulture), zone.Id);
    }

    /// <summary>The chain's zone; UTC where it is not known.</summary>
    public TimeZoneInfo Zone(string chain) => TimeZones.TryGetValue(chain, out var id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? found : TimeZoneInfo.Utc;

    /// <summary>The instant at which the chain's clocks show this; where they leave it out in spring, an hour later.</summary>
    public DateTimeOffset At(string chain, DateTime local)
    {
        var zone = Zone(chain);
        var shown = DateTime.SpecifyKind(zone.IsInvalidTime(local) ? local.AddHours(1) : local, DateTimeKind.Unspecified);
        return new(shown, zone.GetUtcOffset(shown));
    }
}
