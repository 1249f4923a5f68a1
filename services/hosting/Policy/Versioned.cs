namespace ClinicNetwork.Hosting;

/// <summary>One piece of policy data in force, and who put it there when and why; the versions before it stay readable.</summary>
public sealed class Versioned<T>
{
    public required string Id { get; init; }
    /// <summary>1, 2, …; a decision names the versions that it used.</summary>
    public required long Version { get; init; }
    public required T Body { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Actor Actor { get; init; }
    /// <summary>Why it was changed, in the words of who did; null when nothing was said.</summary>
    public string? Reason { get; init; }
    /// <summary>Earlier versions, oldest first, the newest <see cref="Kept"/>.</summary>
    public List<Versioned<T>> Earlier { get; init; } = [];

    public const int Kept = 20;

    /// <summary>This version without those before it.</summary>
    public Versioned<T> Alone => new() { Id = Id, Version = Version, Body = Body, At = At, Actor = Actor, Reason = Reason };

    /// <summary>The version that follows.</summary>
    public static Versioned<T> After(Versioned<T>? known, string id, T body, Actor actor, string? reason, DateTimeOffset at) => new()
    {
        Id = id,
        Version = (known?.Version ?? 0) + 1,
        Body = body,
        At = at,
        Actor = actor,
        Reason = reason,
        Earlier = known is null ? [] : [.. known.Earlier.Append(known.Alone).TakeLast(Kept)],
    };
}

/// <summary>Where policy data of one kind is kept; changed by whole bodies, each change filtered by version.</summary>
public interface IPolicies<T>
{
    string Name { get; }

    /// <summary>What is in force, ordered by id.</summary>
    Task<IReadOnlyList<Versioned<T>>> All(CancellationToken ct);

    /// <summary>One with its earlier versions; null when there is none.</summary>
    Task<Versioned<T>?> Find(string id, CancellationToken ct);

    /// <returns>False when another change was faster.</returns>
    Task<bool> TryPut(Versioned<T> next, CancellationToken ct);
}
