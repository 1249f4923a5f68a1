using System.Net.Http.Headers;
using System.Security.Cryptography;
using ClinicNetwork.Engines;
using ClinicNetwork.Operations;
using ClinicNetwork.Operations.Referrals;
using ClinicNetwork.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Operations;

/// <summary>The real service on a free loopback port, on real engines, with a database of its own.</summary>
public sealed class RunningOperations : IAsyncLifetime
{
    /// <summary>Nobody listens: without a bus no other test's events come into this one's counts.</summary>
    const string NoBus = "amqp://guest:guest@127.0.0.1:9";
    const string People = "https://people.test/";

    readonly string folder = Directory.CreateTempSubdirectory("operations-test-").FullName;
    readonly ECDsaSecurityKey personKey = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "person-1" };
    readonly List<WebApplication> started = [];
    EngineLease engines = null!;

    public WebApplication App { get; private set; } = null!;
    public Uri Address { get; private set; } = null!;
    public HttpClient Client { get; private set; } = null!;
    public Coalescer Coalescer => App.Services.GetRequiredService<Coalescer>();
    public ReferralRows Rows => App.Services.GetRequiredService<ReferralRows>();

    /// <summary>Scheduling and referral as operations sees them.</summary>
    public Neighbours Neighbours { get; } = new();

    public async Task InitializeAsync()
    {
        engines = await EngineLease.AcquireAsync();
        await Neighbours.Start();
        App = await Start(NoBus);
        Address = new(App.Urls.First());
        Client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    /// <summary>The service once more, on the shared broker.</summary>
    public Task<WebApplication> StartWithBus() => Start(engines.RabbitMqConnectionString);

    /// <summary>A database that nothing else uses.</summary>
    public IMongoDatabase EmptyDatabase(Action<MongoClientSettings>? configure = null)
    {
        Hosting.MongoSetup.RegisterConventions();
        var settings = MongoClientSettings.FromConnectionString(engines.MongoConnectionString);
        settings.RetryWrites = false;
        configure?.Invoke(settings);
        return new MongoClient(settings).GetDatabase($"operations-test-{Guid.NewGuid():N}");
    }

    async Task<WebApplication> Start(string rabbitMq)
    {
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(personKey);
        var keys = Path.Combine(folder, "people.json");
        await File.WriteAllTextAsync(keys, $$"""{"keys":[{"kty":"EC","kid":"person-1","crv":"P-256","x":"{{jwk.X}}","y":"{{jwk.Y}}"}]}""");
        var own = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "service-operations" });
        var serviceKey = Path.Combine(folder, "service.json");
        await File.WriteAllTextAsync(serviceKey, $$"""{"kty":"EC","kid":"service-operations","crv":"P-256","x":"{{own.X}}","y":"{{own.Y}}","d":"{{own.D}}"}""");
        var app = OperationsApp.Build(
        [
            "--urls=http://127.0.0.1:0", "--environment=Development", "--Logging:LogLevel:Default=Error",
            $"--ConnectionStrings:MongoDb={engines.MongoConnectionString}", $"--ConnectionStrings:RabbitMq={rabbitMq}",
            $"--Database=operations-test-{Guid.NewGuid():N}", $"--Identity:Issuers:person:Issuer={People}", $"--Identity:Issuers:person:Keys={keys}",
            "--Identity:Issuers:person:Development=true", "--Identity:Issuers:service:Issuer=https://services.test/",
            $"--Identity:Issuers:service:Keys={keys}", $"--Identity:ServiceKey={serviceKey}",
            "--Services:referral:0=http://127.0.0.1:9", $"--Services:referral:1={Neighbours.Address}", $"--Services:scheduling={Neighbours.Address}",
        ]);
        started.Add(app);
        await app.StartIndexed();
        return app;
    }

    public AuthenticationHeaderValue Token(string role, params string[] chains)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new("Bearer", new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = People,
            Audience = "clinic-network",
            Expires = now.AddMinutes(5).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = role, ["role"] = new[] { role }, ["chain"] = chains },
            SigningCredentials = new(personKey, SecurityAlgorithms.EcdsaSha256),
        }));
    }

    public async Task DisposeAsync()
    {
        foreach (var app in started) await app.DisposeAsync();
        await Neighbours.DisposeAsync();
        await engines.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Asks again until it is so; the test's own limit is the only clock.</summary>
static class Probe
{
    public static async Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await ask();
            if (isSo(answer)) return answer;
            Assert.False(limit.IsCancellationRequested, $"not so within a minute; the last answer was {answer}");
            await Task.Delay(25);
        }
    }
}
