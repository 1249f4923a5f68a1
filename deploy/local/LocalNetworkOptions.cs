namespace ClinicNetwork.Local;

/// <summary>How a local network is started.</summary>
public sealed record LocalNetworkOptions
{
    /// <summary>Where data, keys and logs live; the same folder again continues where it was.</summary>
    public required string State { get; init; }
    /// <summary>The gateway's port on 127.0.0.1; 0 takes a free one.</summary>
    public int GatewayPort { get; init; }
    /// <summary>A MongoDB to use; null starts one (or takes <c>ConnectionStrings__MongoDb</c>).</summary>
    public string? MongoDb { get; init; }
    /// <summary>A RabbitMQ to use; null starts one (or takes <c>ConnectionStrings__RabbitMq</c>).</summary>
    public string? RabbitMq { get; init; }
    /// <summary>How many processes of every service stand behind the gateway.</summary>
    public int Instances { get; init; } = 1;
    /// <summary>
    /// The root of another working copy, built in the same configuration: the second, fourth, … instance of every service runs from there, as while
    /// a version is rolled out. Null when all are of this one.
    /// </summary>
    public string? Beside { get; init; }
    /// <summary>Put before each database's name, so that networks can share a given MongoDB.</summary>
    public string DatabasePrefix { get; init; } = "";
    /// <summary>Extra environment for every program, after and over the launcher's own.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
    /// <summary>Hears what is going on, in words for a person.</summary>
    public IProgress<string>? Progress { get; init; }
}
