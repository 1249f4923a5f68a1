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
    /// <summary>So many ranges at most; then the page is short and its next link goes on.</summary>
    const int MostRanges = 40;
    const int AnyNumber = 5000;

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

        ulong? many = null;
        for (var ranges = 0; ranges < MostRanges; ranges++)
        {
            // What lies before the first that is known of is read up to there, however much is behind it.
            var range = new Range(at, end, many > at && many - at < reach ? many.Value - at : reach);
            var limit = range.IsOnePlace ? AnyNumber : 2 * count + 20;
            var read = await collection.Find(In(lists, range, newestFirst)).Limit(limit).Project<Document<TState, TFact>>(shown).ToListAsync(ct);
            var ahead = read.Select(d => (Step: Step(d), Document: d)).Where(d => d.Step >= at && d.Step <= range.Until).OrderBy(d => d.Step).ThenBy(d => d.Document.Id, StringComparer.Ordinal).ToList();
            if (read.Count == limit && !range.IsOnePlace)
            {
                // Those handed out are any of them: half of them is as good a guess as there is.
                reach = Math.Min(range.Length / Shrinkage, ahead.Count > 0 ? ahead[ahead.Count / 2].Step - at + 1 : ulong.MaxValue);
                many = ahead.Count > 0 ? ahead[0].Step : many;
                continue;
            }
            found.AddRange(ahead.Where(d => after?.IsBefore(d.Step, d.Document.Id) != false && matches(d.Document)));
            if (found.Count > count) return ([.. found.Take(count).Select(d => d.Document)], new(found[count - 1].Step, found[count - 1].Document.Id, BitOperations.Log2(reach)));
            if (range.Until == end) return ([.. found.Select(d => d.Document)], null);
            at = range.Until + 1;
            reach = Math.Max(1, Math.Min(ulong.MaxValue / Growth, reach)) * (ulong)Math.Clamp(limit / (2 * read.Count + 1), 1, Growth);
        }
        return ([.. found.Select(d => d.Document)], new(at - 1, "~", BitOperations.Log2(reach)));

        ulong Step(Document<TState, TFact> document) => ListKey.Find(keys(document.State), lists) is { } place ? newestFirst ? ~place : place : 0;
    }

    /// <summary>How many there are; null when more than so many.</summary>
    public async Task<int?> Count(IReadOnlyList<string> lists, int most, CancellationToken ct)
    {
        if (lists.Count == 0) return 0;
        var filter = Builders<Document<TState, TFact>>.Filter.In(field, lists.Select(list => Beginning(list, "")));
        var count = await collection.CountDocumentsAsync(filter, new() { Limit = most + 1 }, ct);
        return count > most ? null : (int)count;
    }

    FilterDefinition<Document<TState, TFact>> In(IReadOnlyList<string> lists, Range range, bool newestFirst) =>
        Builders<Document<TState, TFact>>.Filter.In(field, from list in lists from digits in range.Digits(newestFirst) select Beginning(list, digits));

    static BsonRegularExpression Beginning(string list, string digits) => new($"^{Regex.Escape(list)}/{digits}");

    /// <summary>Steps from one on, some of so many: whole blocks, each of which is what begins with certain digits.</summary>
    readonly record struct Range(ulong At, ulong End, ulong Reach)
    {
        /// <summary>Binary digits of a block.</summary>
        int Bits => BitOperations.Log2(Math.Max(1, Reach)) & ~3;
        ulong FirstBlock => At >> Bits;
        ulong LastBlock => Math.Min(End >> Bits, FirstBlock + Math.Max(1, Reach >> Bits) - 1);

        public bool IsOnePlace => Bits == 0 && FirstBlock == LastBlock;
        /// <summary>The last step in it.</summary>
        public ulong Until => Math.Min(End, (LastBlock << Bits) + ((1UL << Bits) - 1));
        public ulong Length => Until - At + 1;

        public IEnumerable<string> Digits(bool newestFirst)
        {
            for (var block = FirstBlock; ; block++)
            {
                var place = newestFirst ? ~(block << Bits) : block << Bits;
                yield return place.ToString("x16", CultureInfo.InvariantCulture)[..(ListKey.Digits - Bits / 4)];
                if (block == LastBlock) yield break;
            }
        }
    }
}
