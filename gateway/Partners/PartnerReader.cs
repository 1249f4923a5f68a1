using System.Text.Json;
using ClinicNetwork.Hosting;
using MongoDB.Driver;

namespace ClinicNetwork.Gateway.Partners;

/// <summary>
/// Asks, every few seconds, who is registered. A new key or a suspension takes effect without a restart; while the referral
/// service is away the last known stands.
/// </summary>
public sealed class PartnerReader(ServiceClient client, PartnerRegistry registry, LastHeard lastHeard, TimeProvider clock, ILogger<PartnerReader> log) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromSeconds(3);
    readonly Recent<bool> recent = new(clock);
    string said = "";

    /// <summary>Looks again for somebody who is not known, at most once a second for all callers: who was just registered need not wait.</summary>
    public Task LookAgain() => recent.Get(LookNow);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        await TryRecall(stopping);
        using var tick = new PeriodicTimer(Every, clock);
        do await LookAgain(); while (await tick.WaitForNextTickAsync(stopping));
    }

    /// <returns>True when the registry answered and its answer is stored.</returns>
    public async Task<bool> LookNow()
    {
        try
        {
            var at = clock.GetUtcNow();
            if (await client.Ask("referral", "/internal/partners") is not { } answer) return Say("It is not there.");
            if (PartnerRegistry.Read(answer, at) is not { } known) return Say("It is empty.");
            registry.Replace(known);
            await lastHeard.Keep(answer, at, default);
            said = "";
            return true;
        }
        catch (Exception e)
        {
            return Say(e.Message);
        }
    }

    async Task TryRecall(CancellationToken stopping)
    {
        try
        {
            if (await lastHeard.Recall(stopping) is { } heard && PartnerRegistry.Read(heard.Answer, heard.At) is { } known) registry.Replace(known);
        }
        catch (Exception e) when (e is MongoException or TimeoutException or JsonException)
        {
            log.LogWarning("What was last heard of the partner registry cannot be read: {Reason}", e.Message);
        }
    }

    /// <summary>Once for each change, not once a look.</summary>
    bool Say(string why)
    {
        if (why != said) log.LogWarning("The partner registry was not heard or not stored; what was known before stands: {Reason}", why);
        said = why;
        return false;
    }
}
