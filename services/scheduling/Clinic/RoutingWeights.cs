namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>
/// What counts when a chain's places are compared, in points, each weight 0–1000: the place with the fewest points wins. They
/// decide among equals only: what lies near (<see cref="Chain.NearKm"/>), then what keeps the days that the patient prefers,
/// then what keeps one time of day comes first in any case.
/// </summary>
public sealed record RoutingWeights
{
    public const double Most = 1000;

    /// <summary>For each day until the first visit.</summary>
    public double Wait { get; init; } = 1;
    /// <summary>For each kilometre from the patient.</summary>
    public double Distance { get; init; }
    /// <summary>For a location whose hours of the next four weeks are all taken; less for others, in proportion.</summary>
    public double Load { get; init; }
    /// <summary>For another therapist than the one who has treated the patient in this referral.</summary>
    public double Continuity { get; init; } = 7;
    /// <summary>For each preference of the patient that is not met; as it is, none is given up for an earlier visit.</summary>
    public double Preference { get; init; } = Most;

    /// <summary>Each by its name.</summary>
    public IEnumerable<(string Name, double Value)> All() =>
        [("wait", Wait), ("distance", Distance), ("load", Load), ("continuity", Continuity), ("preference", Preference)];
}
