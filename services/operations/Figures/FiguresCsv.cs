using System.Globalization;
using System.Text;
using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Overview;

namespace ClinicNetwork.Operations.Figures;

/// <summary>What the page shows as comma-separated values (RFC 4180), numbers as they are and times in minutes.</summary>
static class FiguresCsv
{
    public static string Of(FigureReport report, NetworkNames names)
    {
        var csv = new StringBuilder();
        Line(csv, "from", "to", "zone", "chain", "location", "hospital", "payer");
        Line(csv, Day(report.Query.From), Day(report.Query.To), report.Query.Zone.Id, report.Query.Chain ?? "all", report.Query.Location ?? "all", report.Query.Partner ?? "all", report.Query.Payer ?? "all");
        Line(csv);
        Line(csv, "figure", "unit", "value", "before", "target");
        foreach (var f in report.Figures) Line(csv, f.Figure.Title, f.Figure.Unit.ToString().ToLowerInvariant(), Number(f.Now), Number(f.Before), Number(f.Figure.Target));
        Section(csv, "location", report.ByLocation, names.Location);
        Section(csv, "hospital", report.ByPartner, names.Partner);
        Line(csv);
        Line(csv, "on hold", "under 1 day", "1 to 3 days", "3 to 7 days", "longer");
        foreach (var age in report.Waiting) Line(csv, [StatusWords.Reason(age.Reason), .. age.Ages.Select(a => Number(a))]);
        return csv.ToString();
    }

    static void Section(StringBuilder csv, string what, IEnumerable<(string Id, RangeCounts Counts)> of, Func<string, string> name)
    {
        Line(csv);
        Line(csv, [what, .. FigureList.All.Select(f => f.Title)]);
        foreach (var (id, counts) in of) Line(csv, [name(id), .. FigureList.All.Select(f => Number(f.Of(counts)))]);
    }

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string Number(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";

    static void Line(StringBuilder csv, params IReadOnlyList<string> cells) => csv.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    /// <summary>Quoted where needed; what a spreadsheet would take for a formula is kept from being one.</summary>
    static string Cell(string text)
    {
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal)) text = $"'{text}";
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
