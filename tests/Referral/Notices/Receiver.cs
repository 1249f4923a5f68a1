using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>A notification as it arrived.</summary>
sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonNode Json { get; } = JsonNode.Parse(Body)!;
    public JsonNode Status => Json["entry"]![0]!["resource"]!;

    /// <summary>handshake, heartbeat or event-notification.</summary>
    public string Type => Value("type")!;
    public string? Number => Event?["part"]!.AsArray().Single(p => (string?)p!["name"] == "event-number")!["valueString"]!.GetValue<string>();
    public string? Focus => Event?["part"]!.AsArray().SingleOrDefault(p => (string?)p!["name"] == "focus")?["valueReference"]!["reference"]!.GetValue<string>();
    public JsonNode? Event => Named("notification-event");

    public JsonNode? Named(string name) => Status["parameter"]!.AsArray().SingleOrDefault(p => (string?)p!["name"] == name);

    public string? Value(string name) => Named(name)?.AsObject().Single(p => p.Key.StartsWith("value", StringComparison.Ordinal)).Value!.GetValue<string>();
}

/// <summary>A hospital's endpoint: keeps what arrives and answers as it is told, 200 unless told otherwise.</summary>
sealed class Receiver : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<Received> all = new();

    /// <summary>Answers by path: a status, perhaps after a while.</summary>
    public ConcurrentDictionary<string, Func<Received, Task<int>>> Answers { get; } = new();

    public string Address => app.Urls.First();
    public IReadOnlyList<Received> All => [.. all];

    Receiver(string address)
    {
        var builder = WebApplication.CreateBuilder([$"--urls={address}"]);
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapPost("/{**path}", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var received = new Received(http.Request.Path, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
            all.Enqueue(received);
            var status = Answers.TryGetValue(received.Path, out var answer) ? await answer(received) : 200;
            if (status is >= 300 and < 400) http.Response.Headers.Location = "/elsewhere";
            http.Response.StatusCode = status;
        });
    }

    public static async Task<Receiver> Start(string address = "http://127.0.0.1:0")
    {
        var receiver = new Receiver(address);
        await receiver.app.StartAsync();
        return receiver;
    }

    public IReadOnlyList<Received> At(string path, string? type = null) => [.. All.Where(r => r.Path == path && (type is null || r.Type == type))];

    /// <summary>Waits until so many of the type have arrived at the path.</summary>
    public async Task<IReadOnlyList<Received>> Until(string path, int count, string type = "event-notification") =>
        await Probe.Until(() => Task.FromResult(At(path, type) is { } found && found.Count >= count ? found : null), () => $"{count} of {type} at {path} (there are {At(path).Count}: {string.Join(", ", At(path).Select(r => r.Type))})");

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}

/// <summary>Asks until it is so, for a minute at most.</summary>
static class Probe
{
    public static async Task<T> Until<T>(Func<Task<T?>> ask, Func<string> what) where T : class
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (await ask() is { } found) return found;
            if (patience.IsCancellationRequested) Assert.Fail($"Not within a minute: {what()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
