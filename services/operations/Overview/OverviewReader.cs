using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Referrals;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Overview;

/// <summary>Reads the overview from tallies and rows, only the chains that the caller may see; what it costs does not grow with the number of referrals.</summary>
public sealed class OverviewReader(ReferralRows rows, Tallies tallies, ServicesHealth health, NamesReader names, TimeProvider clock)
{
    const int NewestCount = 12;
    /// <summary>The newest are looked for in the last minutes, then in ever longer times before.</summary>
    static readonly TimeSpan[] Windows = [TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(14), TimeSpan.FromDays(366)];
    static readonly FilterDefinitionBuilder<ReferralRow> Where = Builders<ReferralRow>.Filter;

    /// <param name="chains">As in the caller's token: names, or <c>*</c> for all; empty shows nothing.</param>
    public async Task<NetworkOverview> Read(IReadOnlyList<string> chains, CancellationToken ct)
    {
        var all = chains.Contains("*");
        var mine = all ? Where.Empty : Where.In(r => r.Chain, chains);
        var counted = tallies.Read(all ? null : chains, ct);
        var newest = Newest(mine, ct);
        var oldest = rows.Collection.Find(mine & Where.In(r => r.BusinessStatus, StatusWords.Waiting)).SortBy(r => r.ReceivedAt).FirstOrDefaultAsync(ct);
        var (groups, behind) = await counted;
        return NetworkOverview.Of(clock.GetUtcNow(), groups, behind, await newest, await oldest, health.Current, names.Current);
    }

    /// <summary>By bounded times, because an index of every engine finds them, but not every engine reads them in its order.</summary>
    async Task<IReadOnlyList<ReferralRow>> Newest(FilterDefinition<ReferralRow> mine, CancellationToken ct)
    {
        var (now, found) = (clock.GetUtcNow(), new List<ReferralRow>());
        FilterDefinition<ReferralRow> notYet = Where.Empty;
        foreach (var window in Windows)
        {
            var from = now - window;
            found.AddRange(await rows.Collection.Find(mine & notYet & Where.Gte(r => r.ReceivedAt, from)).SortByDescending(r => r.ReceivedAt).Limit(NewestCount - found.Count).ToListAsync(ct));
            if (found.Count >= NewestCount) break;
            notYet = Where.Lt(r => r.ReceivedAt, from);
        }
        return found;
    }
}
