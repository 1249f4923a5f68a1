using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Referrals;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Overview;

/// <summary>Reads the overview from tallies and rows, only the chains that the caller may see; what it costs does not grow with the number of referrals.</summary>
public sealed class OverviewReader(ReferralRows rows, Tallies tallies, ServicesHealth health, NamesReader names, TimeProvider clock)
{
    const int NewestCount = 12;
    static readonly FilterDefinitionBuilder<ReferralRow> Where = Builders<ReferralRow>.Filter;

    /// <param name="chains">As in the caller's token: names, or <c>*</c> for all; empty shows nothing.</param>
    public async Task<NetworkOverview> Read(IReadOnlyList<string> chains, CancellationToken ct)
    {
        var all = chains.Contains("*");
        var mine = all ? Where.Empty : Where.In(r => r.Chain, chains);
        var counted = tallies.Read(all ? null : chains, ct);
        var newest = NewestFirst.Read(mine, r => r.ReceivedAt, r => r.Id, clock.GetUtcNow() + NewestFirst.Ahead, NewestCount, filter => rows.Collection.Find(filter, new() { Hint = all ? "newest" : "newest-of-chain" }), ct);
        var oldest = rows.Collection.Find(mine & Where.In(r => r.BusinessStatus, StatusWords.Waiting)).SortBy(r => r.ReceivedAt).FirstOrDefaultAsync(ct);
        var (groups, behind) = await counted;
        return NetworkOverview.Of(clock.GetUtcNow(), groups, behind, await newest, await oldest, health.Current, names.Current);
    }
}
