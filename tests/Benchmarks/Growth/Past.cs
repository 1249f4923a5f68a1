using System.Globalization;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Referrals;
using ClinicNetwork.Referrals;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>Ended referrals in any number: a few that went through the network, written again and again under numbers of their own, spread over the year before.</summary>
sealed class Past(BenchNetwork network)
{
    const int Batch = 500;
    const int Days = 364;
    static readonly (string Service, string Collection)[] Kept =
        [("referral", "referrals"), ("scheduling", "series"), ("insurance", "coverage-cases"), ("insurance", "benefits"), ("operations", "referrals")];
    readonly List<Original> originals = [];
    int written;

    /// <summary>A referral that has ended, and its documents wherever they are.</summary>
    sealed record Original(Referral State, IReadOnlyList<string> Names, IReadOnlyList<((string Service, string Collection) Place, Template Template)> Templates);

    public int Written => written;

    /// <summary>Bytes of one referral's documents, on average, as MongoDB would store them.</summary>
    public double BytesEach => originals.Average(o => o.Templates.Sum(t => t.Template.Length));

    /// <summary>Takes the documents of referrals that have ended.</summary>
    public async Task Learn(IReadOnlyList<string> ids, CancellationToken ct)
    {
        new ServiceCollection().AddReferral();
        foreach (var id in ids)
        {
            var documents = new List<((string Service, string Collection) Place, BsonDocument Document)>();
            var about = Builders<BsonDocument>.Filter.Eq("_id", id) | Builders<BsonDocument>.Filter.Eq("state.referralId", id) | Builders<BsonDocument>.Filter.Eq("state.units.referral", id);
            foreach (var place in Kept)
                documents.AddRange((await network.Database(place.Service).GetCollection<BsonDocument>(place.Collection).Find(about).ToListAsync(ct)).Select(d => (place, d)));
            var state = BsonSerializer.Deserialize<Referral>(documents[0].Document["state"].AsBsonDocument);
            IReadOnlyList<string> names = [id, state.Placer!.Value, Holder(documents.First(d => d.Place.Collection is "benefits").Document), .. ReferralKeys.Of(state)];
            originals.Add(new(state, names, [.. documents.Select(d => (d.Place, new Template(d.Document, names)))]));
        }
    }

    /// <summary>Writes until there are so many.</summary>
    public async Task GrowTo(int count, CancellationToken ct)
    {
        while (written < count)
        {
            var some = Math.Min(Batch, count - written);
            var copies = Enumerable.Range(written, some).SelectMany(Copy).ToLookup(copy => copy.Place, copy => copy.Document);
            await Task.WhenAll(copies.Select(of => network.Database(of.Key.Service).GetCollection<RawBsonDocument>(of.Key.Collection).InsertManyAsync(of, new() { IsOrdered = false }, ct)));
            written += some;
            if (written % 20_000 == 0) Console.Error.WriteLine($"{written} of {count} referrals are written");
        }
    }

    /// <summary>The rows were written as counted: the tally has to say so too.</summary>
    public async Task Tally(CancellationToken ct)
    {
        var (rows, tally) = (network.Database("operations").GetCollection<ReferralRow>("referrals"), network.Database("operations").GetCollection<Tally>("tally"));
        for (var done = false; !done; await Task.Delay(TimeSpan.FromSeconds(1), ct))
        {
            var known = await tally.Find(t => t.Id == Operations.Referrals.Tally.Empty.Id).FirstAsync(ct);
            if (await rows.Find(Builders<ReferralRow>.Filter.Exists(UncountedRow.Mark)).AnyAsync(ct)) continue;
            var groups = await rows.Aggregate().Group(r => new { r.Chain, r.BusinessStatus, r.Status, r.StatusReason, r.Location }, g => new { g.Key, Count = g.Count(), Visits = g.Sum(r => r.Visits) }).ToListAsync(ct);
            var next = known with
            {
                Version = known.Version + 1,
                Marks = [],
                Groups = [.. groups.Select(g => new GroupCount(new(g.Key.Chain, g.Key.BusinessStatus, g.Key.Status, g.Key.StatusReason, g.Key.Location), g.Count, g.Visits))],
            };
            done = (await tally.ReplaceOneAsync(t => t.Id == known.Id && t.Version == known.Version, next, cancellationToken: ct)).MatchedCount == 1;
        }
    }

    IEnumerable<((string Service, string Collection) Place, RawBsonDocument Document)> Copy(int number)
    {
        var (original, days) = (originals[number % originals.Count], 1 + number % Days);
        var id = ReferralIds.Hash($"copy {number}")[..32];
        var state = original.State with
        {
            ReferralId = id,
            Placer = new(original.State.Placer!.System, Number(original.State.Placer.Value, number)),
            PatientKey = ReferralIds.Hash($"patient {number}")[..original.State.PatientKey!.Length],
            ReceivedAt = original.State.ReceivedAt.AddDays(-days),
            Since = original.State.Since.AddDays(-days),
            OrderSince = original.State.OrderSince?.AddDays(-days),
        };
        IReadOnlyList<string> names = [id, state.Placer!.Value, ReferralIds.Hash($"holder {number}")[..original.Names[2].Length], .. ReferralKeys.Of(state)];
        var renamed = original.Names.Zip(names).DistinctBy(n => n.First).ToDictionary(n => n.First, n => n.Second);
        return original.Templates.Select(t => (t.Place, t.Template.Copy(renamed, days)));
    }

    /// <summary>A benefit is named after payer, holder and year.</summary>
    static string Holder(BsonDocument benefit) => benefit["_id"].AsString.Split('|')[1];

    /// <summary>Another number of the same length.</summary>
    static string Number(string original, int number)
    {
        var digits = number.ToString("D8", CultureInfo.InvariantCulture);
        return original.Length >= digits.Length ? original[..^digits.Length] + digits : throw new InvalidOperationException($"order numbers of fewer than {digits.Length} characters cannot be told apart");
    }
}
