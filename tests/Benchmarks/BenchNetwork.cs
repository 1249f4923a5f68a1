using System.Net.Http.Headers;
using ClinicNetwork.Engines;
using ClinicNetwork.Local;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>A network of this run's own, in a folder that goes with it, with room for thousands of referrals.</summary>
sealed class BenchNetwork : IAsyncDisposable
{
    const int Stop = 19;
    const int Continue = 18;
    static readonly string[] Databases = ["gateway", "referral", "scheduling", "insurance", "operations", "payer-simulator", "floor"];

    readonly string state = Path.Combine(Path.GetTempPath(), $"clinic-network-bench-{Guid.NewGuid():N}");
    readonly string prefix = $"b{Guid.NewGuid():N}"[..9] + "-";
    LocalNetwork network = null!;
    MongoClient mongo = null!;

    public Referrals Referrals { get; } = new(TimeProvider.System.GetUtcNow());
    public string RabbitMq => network.RabbitMq;
    public IReadOnlyDictionary<string, int> Processes => network.Processes;
    public IReadOnlyDictionary<string, HttpClient> Hospitals { get; private set; } = new Dictionary<string, HttpClient>();

    public static async Task<BenchNetwork> Start(CancellationToken ct)
    {
        var bench = new BenchNetwork();
        try
        {
            bench.network = await LocalNetwork.StartAsync(new()
            {
                State = bench.state, DatabasePrefix = bench.prefix, Progress = new Lines(),
                Environment = new Dictionary<string, string?> { ["Gateway__RateLimit__Burst"] = "1000000", ["Gateway__RateLimit__PerSecond"] = "1000000" },
            }, ct);
            bench.mongo = new(bench.network.MongoDb);
            var scheduling = bench.Client(bench.network.Addresses["scheduling"], await bench.network.TokenFor("operator", null, ct), 4);
            await LargeNetwork.Seed(scheduling, ct);
            await bench.SignHospitalsIn(ct);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>With new tokens: one is good for some minutes.</summary>
    public async Task SignHospitalsIn(CancellationToken ct) => Hospitals = await HospitalsWith(64, ct);

    /// <summary>A person's client at the gateway.</summary>
    public async Task<HttpClient> Person(string role, CancellationToken ct) => Client(network.Gateway, await network.TokenFor(role, null, ct), 16);

    public string MongoDb => network.MongoDb;

    /// <summary>A client for each partner hospital at the gateway, with its own token and so many connections.</summary>
    public async Task<IReadOnlyDictionary<string, HttpClient>> HospitalsWith(int connections, CancellationToken ct)
    {
        var clients = new Dictionary<string, HttpClient>();
        foreach (var partner in Partner.All)
            clients[partner.Id] = Client(network.Gateway, await network.TokenFor(partner.Id, null, ct), connections);
        return clients;
    }

    public HttpClient Client(Uri address, string? token, int connections)
    {
        var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }

    /// <summary>A database beside the services' own, with their write concern.</summary>
    public IMongoDatabase Floor => mongo.GetDatabase(prefix + "floor").WithWriteConcern(WriteConcern.WMajority.With(journal: true));

    public string DatabasePrefix => prefix;

    public IMongoDatabase Database(string service) => mongo.GetDatabase(prefix + service);

    /// <summary>Holds processes still, so that what they would consume waits at the broker.</summary>
    public void Freeze(params string[] names) => Signal(Stop, names);

    public void Thaw(params string[] names) => Signal(Continue, names);

    void Signal(int signal, string[] names)
    {
        foreach (var name in names)
            if (Processes.TryGetValue(name, out var pid)) Signals.SendToGroup(pid, signal);
    }

    public async ValueTask DisposeAsync()
    {
        if (network is not null) await network.DisposeAsync();
        if (mongo is not null)
        {
            // Only given engines still run now; those of this run are gone with their data.
            if (Environment.GetEnvironmentVariable(EngineSet.MongoVariable) is { Length: > 0 })
                foreach (var database in Databases) await mongo.DropDatabaseAsync(prefix + database);
            mongo.Dispose();
        }
        if (Directory.Exists(state)) Directory.Delete(state, recursive: true);
    }

    sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
