using System.Globalization;

namespace ClinicNetwork.Operations.Figures;

/// <summary>Counts of a range, by measure.</summary>
public sealed class RangeCounts
{
    readonly Dictionary<string, Dictionary<int, int>> byMeasure = [];

    /// <param name="measure">With its class if it has one (<c>scheduled:07</c>).</param>
    public void Add(string measure, int count)
    {
        var parts = measure.Split(':');
        var classes = byMeasure.TryGetValue(parts[0], out var known) ? known : byMeasure[parts[0]] = [];
        var @class = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        classes[@class] = classes.GetValueOrDefault(@class) + count;
    }

    public static RangeCounts Of(IEnumerable<HourCounts> hours)
    {
        var counted = new RangeCounts();
        foreach (var hour in hours)
            foreach (var (measure, count) in hour.Counts) counted.Add(measure, count);
        return counted;
    }

    public int this[string measure] => byMeasure.TryGetValue(measure, out var classes) ? classes.Values.Sum() : 0;

    /// <summary>In minutes; null when there is none.</summary>
    public double? Median(string measure) => byMeasure.TryGetValue(measure, out var classes) ? Durations.Median(classes) : null;

    /// <summary>So many in a hundred; null of none.</summary>
    public static double? Share(int part, int of) => of > 0 ? 100.0 * part / of : null;
}

/// <summary>How a figure is written.</summary>
public enum FigureUnit
{
    Referrals,
    Percent,
    PerHundred,
    Minutes,
}

/// <summary>What operators watch: how it is counted, which way is better, what to reach.</summary>
/// <param name="Opens">The list of referrals that it opens.</param>
/// <param name="Better">1 when more is better, -1 when less is, 0 when neither.</param>
/// <param name="Target">To reach, or not to exceed; null when there is none.</param>
/// <param name="Source">Of the target.</param>
public sealed record KeyFigure(string Code, string Title, FigureUnit Unit, string Opens, int Better, Func<RangeCounts, double?> Of, double? Target = null, string? Source = null)
{
    /// <summary>True when there is a target and it is not reached.</summary>
    public bool Misses(double? value) => value is { } known && Target is { } target && (Better < 0 ? known > target : known < target);
}

/// <summary>The figures, in the order in which they are shown.</summary>
public static class FigureList
{
    public static IReadOnlyList<KeyFigure> All { get; } =
    [
        new("received", "Referrals received", FigureUnit.Referrals, "received", 0, c => c["received"]),
        new("scheduled", "Time to scheduled, median", FigureUnit.Minutes, "scheduled", -1, c => c.Median("scheduled"), 3 * 24 * 60, "Veterans Health Administration: 3 business days"),
        new("slot-issues", "Slot issues per 100 referrals", FigureUnit.PerHundred, "no-slots", -1, c => RangeCounts.Share(c["no-slots"], c["received"]), 26, "NHS e-RS, 2019–23"),
        new("loops", "Loops closed", FigureUnit.Percent, "reported", 1, c => RangeCounts.Share(c["of-reported-closed"], c["reported"]), 80, "what coordinators reach by hand"),
        new("complete", "Complete on receipt", FigureUnit.Percent, "asked", 1, c => c["received"] > 0 ? 100 - Math.Min(100, RangeCounts.Share(c["asked"], c["received"])!.Value) : null),
        new("acknowledged", "Time to acknowledge, median", FigureUnit.Minutes, "acknowledged", -1, c => c.Median("acknowledged")),
        new("contacted", "Time to first contact, median", FigureUnit.Minutes, "contacted", -1, c => c.Median("contacted")),
        new("seen", "Time to seen, median", FigureUnit.Minutes, "seen", -1, c => c.Median("seen")),
        new("reported", "Time to return the report, median", FigureUnit.Minutes, "reported", -1, c => c.Median("reported")),
        new("declined", "Declined", FigureUnit.Percent, "declined", -1, c => RangeCounts.Share(c["declined"], c["declined"] + c["accepted"])),
        new("lost", "Lost: handed back or gone elsewhere", FigureUnit.Percent, "lost", -1, c => RangeCounts.Share(c["lost"], c["lost"] + c["completed"])),
        new("missed", "Visits missed", FigureUnit.Percent, "missed", -1, c => RangeCounts.Share(c["missed"], c["missed"] + c["attended"]), 10.4, "physical therapy’s usual share"),
        new("pended", "Authorisations pended", FigureUnit.Referrals, "pended", -1, c => c["pended"]),
        new("decided", "Time until a payer decides, median", FigureUnit.Minutes, "decided", -1, c => c.Median("decided")),
        new("administrative", "Ended without a report", FigureUnit.Referrals, "without-report", 0, c => c["declined"] + c["lost"] + c["cancelled"]),
    ];

    /// <summary>What a list stands for that is no measure by itself.</summary>
    public static IReadOnlyList<string> Of(string list) => list is "without-report" ? ["declined", "lost", "cancelled"] : [list];

    /// <summary>Lists that can be opened, with what they are called: one of each measure, and those of several.</summary>
    public static IReadOnlyDictionary<string, string> Lists { get; } = new Dictionary<string, string>
    {
        ["without-report"] = "Ended without a report",
        ["received"] = "Received", ["asked"] = "The hospital was asked", ["acknowledged"] = "Acknowledged", ["accepted"] = "Accepted", ["pended"] = "The payer took its time", ["decided"] = "The payer decided",
        ["no-slots"] = "No series was free", ["contacted"] = "First contact", ["scheduled"] = "Scheduled", ["seen"] = "First visit", ["reported"] = "Report sent", ["closed"] = "Report acknowledged",
        ["completed"] = "Completed", ["declined"] = "Rejected", ["lost"] = "Handed back", ["cancelled"] = "Cancelled", ["attended"] = "Visits that took place", ["missed"] = "Visits missed",
        ["of-received-accepted"] = "Received, accepted since", ["of-received-scheduled"] = "Received, scheduled since", ["of-received-seen"] = "Received, seen since", ["of-received-reported"] = "Received, reported since",
        ["of-received-closed"] = "Received, acknowledged since", ["of-received-declined"] = "Received, rejected since", ["of-received-lost"] = "Received, handed back since", ["of-received-cancelled"] = "Received, cancelled since",
    };
}
