using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Referrals;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Figures;

/// <summary>One figure now and in the days before.</summary>
/// <param name="Days">By day of the range, or by hour of a single day; null where there is nothing to count.</param>
/// <param name="DaysBefore">Likewise, of the range before.</param>
public sealed record FigureValue(KeyFigure Figure, double? Now, double? Before, IReadOnlyList<double?> Days, IReadOnlyList<double?> DaysBefore)
{
    public bool Misses => Figure.Misses(Now);
}

/// <summary>Referrals on hold for one reason, by how long they have been.</summary>
/// <param name="Ages">Under a day, under three, under a week, longer.</param>
/// <param name="Oldest">Since when the oldest is.</param>
public sealed record Ageing(string Reason, IReadOnlyList<int> Ages, DateTimeOffset Oldest)
{
    public int Count => Ages.Sum();
}

/// <summary>All that the page shows.</summary>
/// <param name="All">Of the range, every cut together.</param>
/// <param name="IsMoreWaiting">More are on hold than were looked at.</param>
public sealed record FigureReport(
    FigureQuery Query, IReadOnlyList<FigureValue> Figures, RangeCounts All, IReadOnlyList<(string Id, RangeCounts Counts)> ByLocation, IReadOnlyList<(string Id, RangeCounts Counts)> ByPartner,
    IReadOnlyList<Ageing> Waiting, bool IsMoreWaiting, IReadOnlyList<string> Chains, IReadOnlyList<Cut> Cuts);

/// <summary>Reads figures from the books: as many pages as the range and the one before it have hours.</summary>
public sealed class FiguresReader(Books books, ReferralRows rows, NamesReader names, TimeProvider clock)
{
    /// <summary>Referrals on hold that are looked at; more are said to be more.</summary>
    const int MostWaiting = 5000;

    /// <param name="chains">As in the caller's token.</param>
    public async Task<FigureReport> Read(FigureQuery query, IReadOnlyList<string> chains, CancellationToken ct)
    {
        var mine = Mine(query, chains);
        var (range, before, waiting) = (Hours(query, mine, ct), Hours(query.Before, mine, ct), Waiting(query, mine, ct));
        var (now, was) = ((await range).Where(h => query.Has(h.Cut)).ToList(), (await before).Where(h => query.Has(h.Cut)).ToList());
        var (all, allBefore, slots, slotsBefore) = (RangeCounts.Of(now), RangeCounts.Of(was), Slots(query, now), Slots(query.Before, was));
        var (ages, isMore) = await waiting;
        return new(query,
            [.. FigureList.All.Select(f => new FigureValue(f, f.Of(all), f.Of(allBefore), [.. slots.Select(f.Of)], [.. slotsBefore.Select(f.Of)]))],
            all, By(now, cut => cut.Location), By(now, cut => cut.Partner), ages, isMore, Known(chains), [.. (await range).Select(h => h.Cut).Distinct()]);
    }

    /// <summary>Chains that may be chosen.</summary>
    public IReadOnlyList<string> Known(IReadOnlyList<string> chains) => chains.Contains("*") ? [.. names.Current.Chains.Keys.Order(StringComparer.Ordinal)] : chains;

    IReadOnlyList<string> Mine(FigureQuery query, IReadOnlyList<string> chains) => [.. Known(chains).Where(chain => query.Chain is null || chain == query.Chain)];

    async Task<IReadOnlyList<HourCounts>> Hours(FigureQuery query, IReadOnlyList<string> chains, CancellationToken ct) =>
        [.. (await Task.WhenAll(chains.Select(chain => books.Read(chain, query.Start, query.End, ct)))).SelectMany(hours => hours)];

    static IReadOnlyList<(string, RangeCounts)> By(IEnumerable<HourCounts> hours, Func<Cut, string?> which) =>
        [.. hours.GroupBy(h => which(h.Cut)).Where(g => g.Key is not null).Select(g => (g.Key!, RangeCounts.Of(g))).OrderByDescending(g => g.Item2["received"]).ThenBy(g => g.Item1, StringComparer.Ordinal)];

    /// <summary>By day of the clinics' calendar; a single day by its hours.</summary>
    static IReadOnlyList<RangeCounts> Slots(FigureQuery query, IEnumerable<HourCounts> hours)
    {
        var byHour = query.Days == 1;
        var slots = Enumerable.Range(0, byHour ? 24 : query.Days).Select(_ => new RangeCounts()).ToList();
        foreach (var hour in hours)
        {
            var local = TimeZoneInfo.ConvertTime(Moments.Start(hour.Hour), query.Zone);
            var slot = byHour ? local.Hour : DateOnly.FromDateTime(local.DateTime).DayNumber - query.From.DayNumber;
            if (slot >= 0 && slot < slots.Count)
                foreach (var (measure, count) in hour.Counts) slots[slot].Add(measure, count);
        }
        return slots;
    }

    /// <summary>Grows with what waits now, not with what has ended.</summary>
    async Task<(IReadOnlyList<Ageing> Waiting, bool IsMore)> Waiting(FigureQuery query, IReadOnlyList<string> chains, CancellationToken ct)
    {
        var where = Builders<ReferralRow>.Filter;
        var filter = where.Eq(r => r.Status, "on-hold") & where.In(r => r.Chain, chains);
        if (query.Location is { } location) filter &= where.Eq(r => r.Location, location);
        if (query.Partner is { } partner) filter &= where.Eq(r => r.Partner, partner);
        if (query.Payer is { } payer) filter &= where.Eq(r => r.Payer, payer);
        var found = await rows.Collection.Find(filter, new() { Hint = "standing-since" }).Limit(MostWaiting + 1).Project(r => new { r.StatusReason, r.At }).ToListAsync(ct);
        var now = clock.GetUtcNow();
        return ([.. found.Take(MostWaiting).GroupBy(r => r.StatusReason ?? "").Select(g => new Ageing(g.Key,
            [.. Enumerable.Range(0, 4).Select(age => g.Count(r => Age(now - r.At) == age))], g.Min(r => r.At))).OrderByDescending(a => a.Count).ThenBy(a => a.Reason, StringComparer.Ordinal)], found.Count > MostWaiting);
    }

    static int Age(TimeSpan age) => age.TotalDays switch { < 1 => 0, < 3 => 1, < 7 => 2, _ => 3 };
}
