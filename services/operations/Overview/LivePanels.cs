using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace ClinicNetwork.Operations.Overview;

/// <summary>The panels of the page as a stream of HTML, again each time that they look different. Who sees the same chains shares what is read and rendered.</summary>
public sealed class LivePanels(PanelRenderer renderer, IHostApplicationLifetime life)
{
    readonly ConcurrentDictionary<string, PanelFeed> feeds = new();

    public async IAsyncEnumerable<SseItem<string>> Follow(IReadOnlyList<string> chains, [EnumeratorCancellation] CancellationToken ct)
    {
        // The page's stream must not hold up the service's end.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, life.ApplicationStopping);
        var feed = Join(chains);
        try
        {
            for (Panels? shown = null; ;)
            {
                var next = await feed.After(shown, stop.Token);
                // A word even when nothing is new: the reader (and every proxy between) sees that the stream lives.
                yield return next.Html == shown?.Html ? new("", "still") : new(next.Html, "panels");
                shown = next;
            }
        }
        finally
        {
            feed.Leave();
        }
    }

    PanelFeed Join(IReadOnlyList<string> chains)
    {
        var key = string.Join(' ', chains.Order(StringComparer.Ordinal));
        while (true)
        {
            var feed = feeds.GetOrAdd(key, _ => new(renderer, chains, End));
            if (feed.TryJoin()) return feed;
        }

        void End(PanelFeed feed)
        {
            feeds.TryRemove(new(key, feed));
            feed.Dispose();
        }
    }
}
