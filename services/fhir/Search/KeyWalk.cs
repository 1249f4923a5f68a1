using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using ClinicNetwork.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Fhir;

/// <summary>
/// Reads lists by their keys (<see cref="ListKey"/>), from the newest or the oldest. Not every engine can hand out an array's keys in order, but
/// each finds those that begin alike by one range of its index: so ranges are read one after the other, wider where little lies,
/// narrower where there is more than a page needs, and each is put in order here.
/// </summary>
/// <param name="field">Where the keys are, e.g. <c>state.keys</c>.</param>
public sealed class KeyWalk<TState, TFact>(
    IMongoCollection<Document<TState, TFact>> collection, string field, Func<TState, IReadOnlyList<string>> keys, TimeProvider clock)
{
    /// <summary>Nothing here is older.</summary>
    static readonly DateTimeOffset Oldest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    /// <summary>Nothing is newer than now, as the slowest of our clocks tells it.</summary>
    static readonly TimeSpan Ahead = TimeSpan.FromHours(1);
    /// <summary>About an hour.</summary>
    const int UsualWidth = 42;
    /// <summary>A range grows or shrinks by so much at once at most.</summary>
    const int Growth = 16;
    const int Shrinkage = 8;
    /// <summary>Sizes of blocks, each a sixteenth of the one before, that end a range where it is to end.</summary>
    const int Finer = 4;
    /// <summary>So many ranges at most; then the page is short and its next link goes on.</summary>
    const int MostRanges = 40;
    const int AnyNumber = 5000;

    /// <summary>
    /// The keys' index, which every query for keys has to name: a planner that does not know how large the documents are (the local engine's sees
    /// what it keeps beside the table as nothing) would rather read them all.
    /// </summary>
    public BsonDocument Hint { get; } = new(field, 1);

    /// <param name="lists">All of them are read as one.</param>
    /// <param name="from">Nothing before this instant; null: from the beginning.</param>
    /// <param name="to">Nothing at or behind this instant; null: to the end.</param>
    public async Task<(IReadOnlyList<Document<TState, TFact>> Found, SearchCursor? Next)> Page(
        IReadOnlyList<string> lists, bool newestFirst, DateTimeOffset? from, DateTimeOffset? to, SearchCursor? after, int count,
        ProjectionDefinition<Document<TState, TFact>> shown, Func<Document<TState, TFact>, bool> matches, CancellationToken ct)
    {
        var newest = clock.GetUtcNow() + Ahead;
        var (first, last) = (ListKey.First(from > Oldest ? from.Value : Oldest), ListKey.First(to < newest ? to.Value : newest) - 1);
        var (at, end) = newestFirst ? (~last, ~first) : (first, last);
        var (found, reach) = (new List<(ulong Step, Document<TState, TFact> Document)>(), 1UL << (after?.Width ?? UsualWidth));
        if (after is not null) at = Math.Max(at, after.Step);
        if (lists.Count == 0 || first > last || at > end) return ([], null);

        // Of more than a page needs: the first that is known, and one amid them.
        (ulong First, ulong Amid)? many = null;
        for (var ranges = 0; ranges < MostRanges; ranges++)
        {
            // What lies before the first that is known of is read up to there, however much is behind it.
            var range = many is var (one, _) && one > at && one - at < reach ? Range.Of(at, end, one - at, Finer) : Range.Of(at, end, reach, 0);
            var limit = range.IsOnePlace ? AnyNumber : 2 * count + 20;
            var read = await collection.Find(In(lists, range, newestFirst), new() { Hint = Hint }).Limit(limit).Project<Document<TState, TFact>>(shown).ToListAsync(ct);
            var ahead = read.Select(d => (Step: Step(d), Document: d)).Where(d => d.Step >= at && d.Step <= range.Until).OrderBy(d => d.Step).ThenBy(d => d.Document.Id, StringComparer.Ordinal).ToList();
            if (read.Count == limit && !range.IsOnePlace)
            {
                // Those handed out are any of them: half of them is as good a guess as there is.
                many = ahead.Count > 0 ? (ahead[0].Step, ahead[ahead.Count / 2].Step) : many;
                reach = Math.Min((range.Until - at + 1) / Shrinkage, many is var (_, half) && half >= at ? half - at + 1 : ulong.MaxValue);
                continue;
            }
            found.AddRange(ahead.Where(d => after?.IsBefore(d.Step, d.Document.Id) != false && matches(d.Document)));
            if (found.Count > count) return ([.. found.Take(count).Select(d => d.Document)], new(found[count - 1].Step, found[count - 1].Document.Id, BitOperations.Log2(reach)));
            if (range.Until == end) return ([.. found.Select(d => d.Document)], null);
            at = range.Until + 1;
            reach = many is var (next, amid) && next == at
                ? amid - at + 1
                : Math.Max(1, Math.Min(ulong.MaxValue / Growth, reach)) * (ulong)Math.Clamp(limit / (2 * read.Count + 1), 1, Growth);
        }
        return ([.. found.Select(d => d.Document)], new(at - 1, "~", BitOperations.Log2(reach)));

        ulong Step(Document<TState, TFact> document) => ListKey.Find(keys(document.State), lists) is { } place ? newestFirst ? ~place : place : 0;
    }

    /// <summary>How many there are; null when more than so many.</summary>
    public async Task<int?> Count(IReadOnlyList<string> lists, int most, CancellationToken ct)
    {
        if (lists.Count == 0) return 0;
        var filter = Builders<Document<TState, TFact>>.Filter.In(field, lists.Select(list => Beginning(list, "")));
        var count = await collection.CountDocumentsAsync(filter, new() { Limit = most + 1, Hint = Hint }, ct);
        return count > most ? null : (int)count;
    }

    FilterDefinition<Document<TState, TFact>> In(IReadOnlyList<string> lists, Range range, bool newestFirst) =>
        Builders<Document<TState, TFact>>.Filter.In(field, from list in lists from digits in range.Digits(newestFirst) select Beginning(list, digits));

    static BsonRegularExpression Beginning(string list, string digits) => new($"^{Regex.Escape(list)}/{digits}");

    /// <summary>Steps from one on: whole blocks, each of which is what begins with certain digits.</summary>
    /// <param name="Until">The last step in it.</param>
    sealed record Range(IReadOnlyList<(ulong First, int Bits)> Blocks, ulong Until)
    {
        public bool IsOnePlace => Blocks is [(_, 0)];

        /// <param name="reach">About so many steps.</param>
        /// <param name="finer">With so many sizes of smaller blocks at the end, to come nearer to it.</param>
        public static Range Of(ulong at, ulong end, ulong reach, int finer)
        {
            var (blocks, bits) = (new List<(ulong First, int Bits)>(), BitOperations.Log2(Math.Max(1, reach)) & ~3);
            var (block, last) = (at >> bits, Math.Min(end >> bits, (at >> bits) + Math.Max(1, reach >> bits) - 1));
            for (; block < last; block++) blocks.Add((block << bits, bits));
            blocks.Add((last << bits, bits));
            var until = (last << bits) + ((1UL << bits) - 1);
            for (var target = Math.Min(end, at + (reach - 1)); finer > 0 && bits > 0 && until < target; finer--)
                for (bits -= 4; until < target && target - until >= 1UL << bits; until += 1UL << bits) blocks.Add((until + 1, bits));
            return new(blocks, Math.Min(end, until));
        }

        public IEnumerable<string> Digits(bool newestFirst) => Blocks.Select(block =>
            (newestFirst ? ~block.First : block.First).ToString("x16", CultureInfo.InvariantCulture)[..(ListKey.Digits - block.Bits / 4)]);
    }
}
