using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>Policy data of one kind, shared by all instances of a service.</summary>
sealed class PolicyShelf<T>
{
    public SortedDictionary<string, Versioned<T>> All { get; } = new(StringComparer.Ordinal);

    public void Put(string id, T body, DateTimeOffset at) => All[id] = Versioned<T>.After(All.GetValueOrDefault(id), id, body, Actor.Service("seed"), null, at);
}

/// <summary>The model of <see cref="MongoPolicies{T}"/>.</summary>
sealed class ModelPolicies<T>(string name, PolicyShelf<T> shelf, Line line) : IPolicies<T>
{
    public string Name => name;

    public Task<IReadOnlyList<Versioned<T>>> All(CancellationToken ct) => line.Do<IReadOnlyList<Versioned<T>>>(() => [.. shelf.All.Values.Select(v => v.Alone)]);

    public Task<Versioned<T>?> Find(string id, CancellationToken ct) => line.Do(() => shelf.All.GetValueOrDefault(id));

    public Task<bool> TryPut(Versioned<T> next, CancellationToken ct) => line.Do(() =>
    {
        if ((shelf.All.GetValueOrDefault(next.Id)?.Version ?? 0) != next.Version - 1) return false;
        shelf.All[next.Id] = next;
        return true;
    });
}
