using System.Globalization;
using ClinicNetwork.Operations.Network;

namespace ClinicNetwork.Operations.Figures;

/// <summary>What figures are asked for, as the address says: days of the clinics' calendar, and which referrals.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Zone">Whose calendar it is: that of the chain, or of the first one the caller may see.</param>
public sealed record FigureQuery(DateOnly From, DateOnly To, string? Chain, string? Location, string? Partner, string? Payer, TimeZoneInfo Zone)
{
    public const int MostDays = 35;
    const int UsualDays = 7;

    public int Days => To.DayNumber - From.DayNumber + 1;
    public DateTimeOffset Start => Midnight(From);
    /// <summary>Before this instant.</summary>
    public DateTimeOffset End => Midnight(To.AddDays(1));

    /// <summary>As many days, just before.</summary>
    public FigureQuery Before => this with { From = From.AddDays(-Days), To = From.AddDays(-1) };

    /// <summary>What cannot be read is as if it were not said; a range is cut to <see cref="MostDays"/>.</summary>
    /// <param name="chains">As in the caller's token.</param>
    public static FigureQuery Of(HttpRequest request, IReadOnlyList<string> chains, NetworkNames names, DateTimeOffset now)
    {
        string? Said(string name) => request.Query[name].FirstOrDefault() is { Length: > 0 and <= 128 } value ? value : null;
        DateOnly? Day(string name) => DateOnly.TryParseExact(Said(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        var zone = names.Zone(Said("chain") ?? chains.FirstOrDefault(c => c is not "*") ?? names.TimeZones.Keys.Order(StringComparer.Ordinal).FirstOrDefault() ?? "");
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var last = Day("to") is { } to && to <= today && to.Year > 2000 ? to : today;
        var first = Day("from") is { } from && from <= last ? from : last.AddDays(1 - UsualDays);
        if (last.DayNumber - first.DayNumber >= MostDays) first = last.AddDays(1 - MostDays);
        return new(first, last, Said("chain"), Said("location"), Said("partner"), Said("payer"), zone);
    }

    public bool Has(Cut cut) => (Location is null || cut.Location == Location) && (Partner is null || cut.Partner == Partner) && (Payer is null || cut.Payer == Payer);

    /// <summary>The same as an address; what is null is left out.</summary>
    public string At(string path, params IReadOnlyList<(string Name, string? Value)> more) => path + QueryString.Create(new (string Name, string? Value)[]
    {
        ("from", From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("to", To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("chain", Chain), ("location", Location), ("partner", Partner), ("payer", Payer),
    }.Concat(more).Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Name, p.Value)));

    DateTimeOffset Midnight(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new(local, Zone.GetUtcOffset(local));
    }
}
