using System.Text.Json;

namespace ClinicNetwork.Local;

/// <summary>What <c>run.json</c> in the state folder and <c>status</c> say about a running network.</summary>
public sealed record RunFile
{
    /// <summary>The state folder.</summary>
    public required string State { get; init; }
    /// <summary>True while its launcher runs.</summary>
    public bool Running { get; init; }
    /// <summary>True once everything was healthy and seeded.</summary>
    public bool Ready { get; init; }
    /// <summary>Base addresses by name, and the engines' connection strings as <c>mongodb</c> and <c>rabbitmq</c>.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new Dictionary<string, string>();
    /// <summary>Process ids by name; one that is being restarted is missing for that moment.</summary>
    public IReadOnlyDictionary<string, int> Processes { get; init; } = new Dictionary<string, int>();
    /// <summary>Put before each database's name.</summary>
    public string DatabasePrefix { get; init; } = "";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override string ToString() => JsonSerializer.Serialize(this, Json);

    /// <summary>What the folder's launcher wrote last; <see cref="Running"/> is false when it is gone.</summary>
    internal static RunFile Read(StateFolder state)
    {
        if (!state.InUse || !File.Exists(state.RunFile)) return new() { State = state.Root };
        return JsonSerializer.Deserialize<RunFile>(File.ReadAllText(state.RunFile), Json)!;
    }

    /// <summary>The same, of a network that must be running.</summary>
    /// <exception cref="LaunchException">It is not.</exception>
    internal static RunFile ReadRunning(StateFolder state) => Read(state) is { Running: true } run
        ? run
        : throw new LaunchException($"No network runs on {state.Root}: start it with 'dotnet run --project deploy/local', or name another folder with --state.");
}
