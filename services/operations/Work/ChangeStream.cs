using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using ClinicNetwork.Operations.Referrals;
using MongoDB.Driver;

namespace ClinicNetwork.Operations.Work;

/// <summary>Tells a page that something has changed: it asks for itself again then, in its viewer's name, and shows what is new. Nothing of what has changed is in it.</summary>
public sealed class ChangeStream(Changes changes, ReferralRows rows, WorkItems items, IHostApplicationLifetime life, TimeProvider clock)
{
    /// <summary>The least time between two words.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    /// <summary>A word even when nothing is new: the reader (and every proxy between) sees that the stream lives.</summary>
    static readonly TimeSpan Still = TimeSpan.FromSeconds(15);

    /// <param name="of">A referral's id: only what changes of it. Null: of anything.</param>
    public async IAsyncEnumerable<SseItem<string>> Follow(string? of, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, life.ApplicationStopping);
        var changed = changes.Next;
        var known = of is null ? default : await Seen(of, stop.Token);
        yield return new("", "still");
        while (!stop.IsCancellationRequested)
        {
            await changed.WaitAsync(Still, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) yield break;
            var isNews = changed.IsCompleted;
            if (isNews) changed = changes.Next;
            if (isNews && of is not null)
            {
                var now = await Seen(of, stop.Token);
                (isNews, known) = (now != known, now);
            }
            yield return new("", isNews ? "changed" : "still");
            if (isNews) await Task.Delay(Pause, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<(long? Referral, object? Agreed)> Seen(string id, CancellationToken ct) =>
        ((await rows.Collection.Find(r => r.Id == id).FirstOrDefaultAsync(ct))?.Version, (await items.Of(id, ct))?.Agreed);
}
