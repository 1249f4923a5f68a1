using System.Linq.Expressions;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>
/// The newest of a collection, from an index on their time. Every engine finds a span of time by it, but not every engine reads it in its order: so spans
/// are read one behind the other, longer where little lies, shorter where there is more than is asked for, and put in order here.
/// </summary>
public static class NewestFirst
{
    /// <summary>Another instance's clock may be ahead of this one's, but not by more.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);
    static readonly TimeSpan UsualSpan = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Longest = TimeSpan.FromDays(365);
    static readonly TimeSpan OneTick = TimeSpan.FromMilliseconds(1);
    /// <summary>Nothing here is older.</summary>
    static readonly DateTimeOffset Oldest = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    /// <summary>A span grows by so much at once.</summary>
    const int Growth = 8;
    /// <summary>So many may have the same millisecond.</summary>
    const int SameTick = 5000;

    /// <param name="mine">What of the collection.</param>
    /// <param name="time">By which they are ordered, stored in milliseconds.</param>
    /// <param name="id">Orders those of the same millisecond.</param>
    /// <param name="until">The newest that is wanted.</param>
    /// <param name="count">So many at most.</param>
    /// <param name="find">Puts hint and projection to a search.</param>
    public static async Task<IReadOnlyList<T>> Read<T>(
        FilterDefinition<T> mine, Expression<Func<T, DateTimeOffset>> time, Func<T, string> id, DateTimeOffset until, int count,
        Func<FilterDefinition<T>, IFindFluent<T, T>> find, CancellationToken ct)
    {
        var (where, of, found, to, span) = (Builders<T>.Filter, time.Compile(), new List<T>(), until + OneTick, UsualSpan);
        // Down to here there is more than a page needs: a longer span would only show it again.
        var many = until + OneTick;
        while (found.Count < count && to > Oldest)
        {
            var from = to - Oldest > span ? to - span : Oldest;
            var limit = span > OneTick ? 2 * count + 20 : SameTick;
            var read = await find(mine & where.Gte(time, from) & where.Lt(time, to)).Limit(limit).ToListAsync(ct);
            if (read.Count == limit && span > OneTick)
            {
                // Those handed out are any of them: to behind one amid them is as good a guess as there is.
                var amid = of(read.OrderByDescending(of).ElementAt(read.Count / 2));
                (many, span) = (from, to - amid > OneTick ? to - amid - OneTick : OneTick);
                continue;
            }
            found.AddRange(read.OrderByDescending(of).ThenBy(id, StringComparer.Ordinal));
            to = from;
            if (to <= many) span = span < Longest ? span * Growth : span;
        }
        return found.Count > count ? found[..count] : found;
    }
}
