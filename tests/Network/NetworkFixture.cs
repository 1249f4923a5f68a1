using System.Diagnostics;
using System.Net.Http.Headers;
using ClinicNetwork.Contracts;
using ClinicNetwork.Engines;
using ClinicNetwork.Local;
using ClinicNetwork.Verify;
using MongoDB.Bson;
using MongoDB.Driver;
using RabbitMQ.Client;

namespace Tests.Network;

/// <summary>
/// The whole network as a person starts it, with databases of its own, on engines of its own: some tests kill those,
/// which the tests of other projects that run at the same time shall not notice.
/// </summary>
public class NetworkFixture : IAsyncLifetime
{
    readonly string state = Path.Combine(Path.GetTempPath(), $"clinic-network-test-{Guid.NewGuid():N}");
    EngineSet? engines;
    MongoClient? mongo;

    /// <summary>How many processes of every service there are.</summary>
    protected virtual int Instances => 1;
    /// <summary>Another built working copy that every second instance runs from; null when all are of this one.</summary>
    protected virtual string? Beside => null;

    public LocalNetwork Network { get; private set; } = null!;
    public string RabbitMq => engines!.RabbitMqConnectionString;
    /// <summary>False when the engines were given: then they have no processes here to kill.</summary>
    public bool OwnsEngines => engines!.Processes.Count > 0;
    public string Prefix { get; } = $"t{Guid.NewGuid():N}"[..9] + "-";
    public string State => state;
    /// <summary>Every span that the network exports.</summary>
    public TraceSink Traces { get; } = new();

    public async Task InitializeAsync()
    {
        engines = await EngineSet.StartAsync(Path.Combine(state, "engines-of-this-run"), new Progress<string>());
        await DeleteQueues();
        mongo = new(engines.MongoConnectionString);
        Network = await LocalNetwork.StartAsync(new()
        {
            State = state,
            GatewayPort = 0,
            MongoDb = engines.MongoConnectionString,
            RabbitMq = engines.RabbitMqConnectionString,
            DatabasePrefix = Prefix,
            Instances = Instances,
            Beside = Beside,
            Environment = new Dictionary<string, string?>
            {
                ["Gateway__RateLimit__Burst"] = "5000",
                ["Gateway__RateLimit__PerSecond"] = "5000",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Traces.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
            },
        });
        await IsOffered();
    }

    /// <summary>A service that says for the first time what it offers may take longer than the gateway waits for it, while everything starts; a FHIR client asks that first.</summary>
    async Task IsOffered()
    {
        using var anybody = new HttpClient { BaseAddress = Network.Gateway };
        await Probe.Until(async () =>
        {
            using var answer = await anybody.GetAsync(new Uri("fhir/metadata", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }, () => "the gateway knows what the services offer");
    }

    /// <summary>A client at the gateway with a partner's or a person's token.</summary>
    public async Task<HttpClient> As(string who, string? id = null)
    {
        var token = await Network.TokenFor(who, id);
        return new HttpClient(new NewToken(token, () => Network.TokenFor(who, id))) { BaseAddress = Network.Gateway, Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Kills one of the network's processes or engines with SIGKILL; whoever started it starts it again.</summary>
    public async Task Kill(string name)
    {
        if (!engines!.Processes.TryGetValue(name, out var victim))
        {
            Network.Kill(name);
            return;
        }
        using (var process = Process.GetProcessById(victim)) process.Kill();
        await Probe.Until(() => Task.FromResult(engines.Processes.TryGetValue(name, out var pid) && pid != victim), () => $"{name} is started again");
    }

    /// <summary>Kills one of the network's services or engines with SIGKILL; it is started again when what comes back is disposed, not before.</summary>
    public IDisposable Hold(string name) => engines!.Processes.ContainsKey(name) ? engines.Hold(name) : Network.Hold(name);

    /// <summary>Those behind the gateway.</summary>
    public static IReadOnlyList<string> Services { get; } = ["referral", "scheduling", "insurance", "operations"];

    /// <summary>Waits until no message waits in any service's waiting room.</summary>
    public async Task NobodyWaits(double minutes = 5)
    {
        foreach (var service in Services)
            await Probe.Until(async () => await Collection(service, "failed-messages").CountDocumentsAsync(new BsonDocument("state.status", "Waiting")) == 0,
                () => $"the waiting room of {service} is empty", minutes);
    }

    /// <summary>Waits until every invariant holds over everything that is stored, the youngest included.</summary>
    public Task IsConsistent() => Probe.Until(async () => (await Verifier.Verify(Network.MongoDb, Prefix, settled: TimeSpan.Zero)).Violations.Count == 0, () => "every invariant holds");

    /// <summary>The process that one of the network's services or engines is now.</summary>
    public int Pid(string name) => engines!.Processes.TryGetValue(name, out var pid) ? pid : Network.Processes[name];

    public IMongoDatabase Database(string service) => mongo!.GetDatabase(Prefix + service);

    public IMongoCollection<BsonDocument> Collection(string service, string name) => Database(service).GetCollection<BsonDocument>(name);

    /// <summary>Queues of an earlier network on the same broker would bring messages about referrals that this one does not know.</summary>
    async Task DeleteQueues()
    {
        await using var connection = await new ConnectionFactory { Uri = new(engines!.RabbitMqConnectionString) }.CreateConnectionAsync();
        foreach (var queue in Routes.All.SelectMany(r => r.Consumers).Distinct())
        {
            await using var channel = await connection.CreateChannelAsync();
            await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false);
        }
    }

    /// <summary>Asks for a new token when the old one has run out, which an outage may outlast.</summary>
    sealed class NewToken(string token, Func<Task<string>> another) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.StatusCode != System.Net.HttpStatusCode.Unauthorized) return answer;
            answer.Dispose();
            token = await another();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return await base.SendAsync(request, cancellationToken);
        }
    }

    public async Task DisposeAsync()
    {
        if (Network is not null) await Network.DisposeAsync();
        if (mongo is not null)
        {
            foreach (var service in Services.Append("gateway").Append("payer-simulator")) await mongo.DropDatabaseAsync(Prefix + service);
            mongo.Dispose();
        }
        if (engines is not null) await engines.DisposeAsync();
        Traces.Dispose();
        if (Directory.Exists(state)) Directory.Delete(state, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class OnNetwork : ICollectionFixture<NetworkFixture>
{
    public const string Name = "network";
}
