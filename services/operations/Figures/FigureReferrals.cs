using ClinicNetwork.Operations.Referrals;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Figures;

/// <summary>The referrals behind a figure, the newest hour first, a page at a time: the books say in which hours there are some.</summary>
public sealed class FigureReferrals(Books books, ReferralRows rows)
{
    public const int Page = 50;

    /// <param name="measures">Without their classes.</param>
    /// <param name="chains">That the caller may see and asks for.</param>
    /// <param name="after">Where the page before ended, as it said; null for the first.</param>
    /// <returns>The rows, and where the next page begins; null when there is none.</returns>
    public async Task<(IReadOnlyList<ReferralRow> Rows, string? Next)> Read(FigureQuery query, IReadOnlyList<string> measures, IReadOnlyList<string> chains, string? after, CancellationToken ct)
    {
        var (hourBefore, idBefore) = after?.Split('~') is [var hour, var id] ? (hour, id) : ("9999999999", "");
        var found = new List<ReferralRow>();
        var hours = (await Task.WhenAll(chains.Select(chain => books.Read(chain, query.Start, query.End, ct)))).SelectMany(h => h).Where(h => query.Has(h.Cut))
            .SelectMany(h => h.Counts.Keys.Where(m => measures.Contains(m.Split(':')[0])).Select(m => (h.Hour, Moment: $"{m}/{h.Hour}")))
            .GroupBy(h => h.Hour).Where(g => string.CompareOrdinal(g.Key, hourBefore) <= 0).OrderByDescending(g => g.Key, StringComparer.Ordinal);
        foreach (var at in hours)
        {
            var page = await Of(query, [.. at.Select(h => h.Moment).Distinct()], chains, at.Key == hourBefore ? idBefore : "", Page + 1 - found.Count, ct);
            if (found.Count + page.Count > Page) return ([.. found, .. page.Take(Page - found.Count)], Page == found.Count ? $"{at.Key}~" : $"{at.Key}~{page[Page - found.Count - 1].Id}");
            found.AddRange(page);
        }
        return (found, null);
    }

    Task<List<ReferralRow>> Of(FigureQuery query, IReadOnlyList<string> moments, IReadOnlyList<string> chains, string after, int limit, CancellationToken ct)
    {
        var where = Builders<ReferralRow>.Filter;
        var filter = where.AnyIn(r => r.Moments, moments) & where.In(r => r.Chain, chains) & where.Gt(r => r.Id, after);
        if (query.Location is { } location) filter &= where.Eq(r => r.Location, location);
        if (query.Partner is { } partner) filter &= where.Eq(r => r.Partner, partner);
        if (query.Payer is { } payer) filter &= where.Eq(r => r.Payer, payer);
        return rows.Collection.Find(filter, new() { Hint = "moments" }).SortBy(r => r.Id).Limit(limit).ToListAsync(ct);
    }
}
