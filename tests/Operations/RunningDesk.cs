using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Engines;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations;
using ClinicNetwork.Referrals;
using ClinicNetwork.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using CoverageDetermined = ClinicNetwork.Contracts.Insurance.V1.CoverageDetermined;
using SeriesBooked = ClinicNetwork.Contracts.Scheduling.V1.SeriesBooked;
using SeriesCompleted = ClinicNetwork.Contracts.Scheduling.V1.SeriesCompleted;
using SeriesHeld = ClinicNetwork.Contracts.Scheduling.V1.SeriesHeld;
using UnitsReserved = ClinicNetwork.Contracts.Insurance.V1.UnitsReserved;

namespace ClinicNetwork.Tests.Operations;

/// <summary>The console beside the real referral service, each with a database of its own on real engines. There is no bus: no neighbour of theirs answers.</summary>
public sealed class RunningDesk : IAsyncLifetime
{
    const string NoBus = "amqp://guest:guest@127.0.0.1:9", NoService = "http://127.0.0.1:9";
    readonly string folder = Directory.CreateTempSubdirectory("desk-test-").FullName;
    readonly ECDsaSecurityKey people = Key("people"), console = Key("service-operations");
    EngineLease engines = null!;
    WebApplication operations = null!, scheduling = null!;

    internal WebApplication Referral { get; private set; } = null!;
    public Uri Address => new(operations.Urls.First());

    static ECDsaSecurityKey Key(string id) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id };

    public async Task InitializeAsync()
    {
        engines = await EngineLease.AcquireAsync();
        await File.WriteAllBytesAsync(Path.Combine(folder, "pseudonyms"), RandomNumberGenerator.GetBytes(32));
        await File.WriteAllTextAsync(Path.Combine(folder, "people.json"), $$"""{"keys":[{{Jwk(people, false)}}]}""");
        await File.WriteAllTextAsync(Path.Combine(folder, "services.json"), $$"""{"keys":[{{Jwk(console, false)}}]}""");
        await File.WriteAllTextAsync(Path.Combine(folder, "console.json"), Jwk(console, true));
        scheduling = Scheduling();
        await scheduling.StartAsync();
        Referral = ReferralService.Build([.. Settings("referral"), $"--Services:scheduling={scheduling.Urls.First()}", $"--Identity:PseudonymKey={Path.Combine(folder, "pseudonyms")}"]);
        await Referral.StartIndexed();
        await Seed();
        operations = OperationsApp.Build([.. Settings("operations"), $"--Services:referral={Referral.Urls.First()}", $"--Services:scheduling={NoService}"]);
        await operations.StartIndexed();
    }

    IEnumerable<string> Settings(string service) =>
    [
        "--urls=http://127.0.0.1:0", "--environment=Development", "--Logging:LogLevel:Default=Error", "--Logging:LogLevel:MassTransit=None", $"--Database={service}-test-{Guid.NewGuid():N}",
        $"--ConnectionStrings:MongoDb={engines.MongoConnectionString}", $"--ConnectionStrings:RabbitMq={NoBus}",
        "--Identity:Issuers:person:Issuer=https://people.test/", $"--Identity:Issuers:person:Keys={Path.Combine(folder, "people.json")}", "--Identity:Issuers:person:Development=true",
        "--Identity:Issuers:service:Issuer=https://services.test/", $"--Identity:Issuers:service:Keys={Path.Combine(folder, "services.json")}", $"--Identity:ServiceKey={Path.Combine(folder, "console.json")}",
    ];

    /// <summary>What scheduling tells of a referral's visits, for the report.</summary>
    static WebApplication Scheduling()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var played = builder.Build();
        played.Urls.Add("http://127.0.0.1:0");
        played.MapGet("/internal/series/{id}/outcome", () => new
        {
            therapistId = "amara-okonkwo", therapistName = "Amara Okonkwo", locationId = "boston", locationName = "Boston",
            visits = Enumerable.Range(1, 6).Select(n => new { attempt = 1, visit = n, date = $"2026-11-{20 + n}", status = n == 4 ? "missed" : "completed", minutes = n == 4 ? (int?)null : 50, painBefore = n == 4 ? (int?)null : 8 - n, painAfter = n == 4 ? (int?)null : 6 - n, note = "Less <b>tense</b>." }),
        });
        played.MapGet("/internal/names", () => new { timeZones = new Dictionary<string, string> { ["bay-state-therapy"] = "America/New_York" } });
        return played;
    }

    /// <summary>Says what the bus would, until the referral is reported.</summary>
    public async Task Treat(string id)
    {
        var (now, table) = (TimeProvider.System.GetUtcNow(), Referral.Services.GetRequiredService<MessageTable>());
        var visits = Enumerable.Range(1, 6).ToList();
        IEvent[] said =
        [
            new CoverageDetermined { ReferralId = id, Version = 1, Outcome = "covered", RequestedVisits = 6, CoveredVisits = 6, ReasonCode = "covered", Reason = "The plan covers all 6 visits.", PatientShare = 25, SelfPayPrice = 95 },
            new SeriesHeld { ReferralId = id, Version = 1, Attempt = 1, LocationId = "boston", TherapistId = "amara-okonkwo", Expires = now.AddMinutes(10), Visits = [.. visits.Select(n => new HeldVisit { Visit = n, Date = new(2026, 11, 20 + n), Start = now.AddDays(n), End = now.AddDays(n).AddHours(1) })] },
            new UnitsReserved { ReferralId = id, Version = 1, Attempt = 1 },
            new SeriesBooked { ReferralId = id, Version = 1, Attempt = 1 },
            new SeriesCompleted { ReferralId = id, Version = 1, Attempt = 1, Visits = [.. visits.Select(n => new VisitResult { Visit = n, Date = new(2026, 11, 20 + n), Outcome = n == 4 ? "missed" : "completed" })] },
        ];
        foreach (var message in said) await table.Handle(message, Guid.NewGuid(), default);
    }

    /// <summary>A file that the hospital sends to its order.</summary>
    public async Task Attach(string id, string title, byte[] content)
    {
        using var client = new HttpClient { BaseAddress = new(Referral.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "https://people.test/", Audience = "clinic-network", SigningCredentials = new(people, SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object> { ["sub"] = "greta", ["role"] = new[] { "referrer" }, ["partner"] = "general-hospital" },
        }));
        var file = new JsonObject
        {
            ["resourceType"] = "DocumentReference", ["status"] = "current", ["context"] = new JsonObject { ["related"] = new JsonArray(new JsonObject { ["reference"] = $"ServiceRequest/{id}" }) },
            ["content"] = new JsonArray(new JsonObject { ["attachment"] = new JsonObject { ["title"] = title, ["data"] = Convert.ToBase64String(content) } }),
        };
        using var body = new StringContent(file.ToJsonString(), Encoding.UTF8, "application/fhir+json");
        (await client.PostAsync(new Uri("/fhir/DocumentReference", UriKind.Relative), body)).EnsureSuccessStatusCode();
    }

    static string Jwk(ECDsaSecurityKey key, bool isPrivate) => JsonWebKeyConverter.ConvertFromECDsaSecurityKey(key) is var jwk
        ? $$"""{"kty":"EC","kid":"{{key.KeyId}}","crv":"P-256","x":"{{jwk.X}}","y":"{{jwk.Y}}"{{(isPrivate ? $",\"d\":\"{jwk.D}\"" : "")}}}"""
        : "";

    /// <summary>The screening rules of the local stack, and one hospital.</summary>
    async Task Seed()
    {
        using var client = new HttpClient { BaseAddress = new(Referral.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "https://people.test/", Audience = "clinic-network", SigningCredentials = new(people, SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object> { ["sub"] = "operator", ["role"] = new[] { "operator" }, ["chain"] = new[] { "*" } },
        }));
        foreach (var line in JsonNode.Parse(Repository.Read("deploy/local/Seed/referral.json"))!.AsArray())
            await Put((string)line!["path"]!, line["body"]!.ToJsonString());
        await Put("/api/partners/general-hospital", """{"name":"General Hospital","chain":"bay-state-therapy","identifierSystems":["https://general-hospital.example/orders"]}""");

        async Task Put(string path, string json)
        {
            using var body = new StringContent(json, Encoding.UTF8, "application/json");
            (await client.PutAsync(new Uri(path, UriKind.Relative), body)).EnsureSuccessStatusCode();
        }
    }

    public async Task DisposeAsync()
    {
        await operations.DisposeAsync();
        await Referral.DisposeAsync();
        await scheduling.DisposeAsync();
        await engines.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
