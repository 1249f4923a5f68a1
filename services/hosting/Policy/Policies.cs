using System.Text.Json;

namespace ClinicNetwork.Hosting;

/// <summary>What is in force at one moment.</summary>
/// <param name="At">When it was read: no younger change is in it.</param>
public sealed record PolicyView<T>(IReadOnlyDictionary<string, Versioned<T>> ById, DateTimeOffset At)
{
    public Versioned<T>? Find(string id) => ById.GetValueOrDefault(id);
}

/// <summary>
/// Policy data of one kind, kept in memory for <see cref="MaxAge"/>. A change is answered only when every instance must have
/// seen it, so whoever reads or sends after the answer is judged by it, wherever.
/// </summary>
public sealed class Policies<T>(IPolicies<T> stored, TimeProvider clock)
{
    /// <summary>No decision rests on an older view.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    volatile PolicyView<T>? view;

    public string Name => stored.Name;

    /// <summary>What is in force, at most <see cref="MaxAge"/> old.</summary>
    public async ValueTask<PolicyView<T>> Current(CancellationToken ct) =>
        view is { } known && clock.GetUtcNow() - known.At < MaxAge ? known : await Read(ct);

    /// <summary>What is in force now.</summary>
    public async Task<PolicyView<T>> Read(CancellationToken ct)
    {
        var at = clock.GetUtcNow();
        var all = await stored.All(ct);
        return view = new(all.ToDictionary(p => p.Id), at);
    }

    /// <summary>One with its earlier versions, as stored; null when there is none.</summary>
    public Task<Versioned<T>?> Find(string id, CancellationToken ct) => stored.Find(id, ct);

    /// <summary>All versions that are kept, oldest first; null when there is none.</summary>
    public async Task<IReadOnlyList<Versioned<T>>?> Versions(string id, CancellationToken ct) => await stored.Find(id, ct) is { } found ? [.. found.Earlier, found.Alone] : null;

    /// <summary>Puts a body into force; the same content again changes nothing, and neither does a change that only checks.</summary>
    /// <exception cref="RefusalException">Another version is in force than the one that the change was made from.</exception>
    /// <exception cref="ConcurrencyException">Another change was faster; send it again.</exception>
    public async Task<Versioned<T>> Put(string id, T body, PolicyChange change, CancellationToken ct)
    {
        var known = await stored.Find(id, ct);
        change.MustHaveSeen(known?.Version ?? 0);
        if (known is not null && JsonSerializer.Serialize(known.Body) == JsonSerializer.Serialize(body)) return known.Alone;
        var next = Versioned<T>.After(known, id, body, change.Actor, change.Reason, clock.GetUtcNow());
        if (change.OnlyChecks) return next.Alone;
        if (!await stored.TryPut(next, ct))
        {
            change.MustHaveSeen((await stored.Find(id, ct))?.Version ?? 0);
            throw new ConcurrencyException($"{stored.Name}/{id} was changed at the same time");
        }
        await Read(ct);
        await Task.Delay(MaxAge, clock, ct);
        return next.Alone;
    }
}

public static class PolicySetup
{
    /// <summary>A kind of policy data with a collection of its own.</summary>
    public static void AddPolicies<T>(this IServiceCollection services, string collection)
    {
        services.AddSingleton<IPolicies<T>>(p => new MongoPolicies<T>(p.GetRequiredService<MongoDB.Driver.IMongoDatabase>(), collection));
        services.AddSingleton<Policies<T>>();
    }
}
