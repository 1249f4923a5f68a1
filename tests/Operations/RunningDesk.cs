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
using ClinicNetwork.Operations.Desk;
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
    const string NoBus = "amqp://guest:guest@127.0.0.1:9";
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
        operations = OperationsApp.Build([.. Settings("operations"), $"--Services:referral={Referral.Urls.First()}", $"--Services:scheduling={scheduling.Urls.First()}"]);
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
    WebApplication Scheduling()
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
        played.MapGet("/internal/names", () => new
        {
            chains = new Dictionary<string, string> { ["bay-state-therapy"] = "Bay State Therapy" }, locations = new Dictionary<string, string> { ["boston"] = "Boston, Back Bay", ["lynn"] = "Lynn" },
            therapists = new Dictionary<string, string> { ["amara-okonkwo"] = "Amara Okonkwo" }, timeZones = new Dictionary<string, string> { ["bay-state-therapy"] = "America/New_York" },
        });
        played.MapGet("/api/referrals/{id}/locations", () => new
        {
            current = "boston", visits = 6, policy = "chain bay-state-therapy v3", cannot = new[] { new { location = "salem", name = "Salem", text = "No therapist has shifts there." } },
            locations = new[] { new { location = "lynn", name = "Lynn", therapistName = "Ben Castellano", first = "2026-12-01", last = "2026-12-22", time = "09:00", visits = 6, waitDays = 3, km = 14, loadPercent = 40, unmet = Array.Empty<string>(), why = "It comes first by the chain's rules." } },
        });
        played.MapGet("/internal/referrals/{id}/places/{location}", () => new { problems = Array.Empty<object>() });
        return WithVisits(played);
    }

    /// <summary>A therapist's day, and what is recorded of it.</summary>
    WebApplication WithVisits(WebApplication played)
    {
        played.MapGet("/api/visits", (string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", null).DayNumber - Today.DayNumber is >= 0 and <= 1 and var ahead ? Enumerable.Range(1, 3).Select(n => Visit(ahead, n)) : []);
        played.MapGet("/api/visits/credentials", () => new
        {
            name = "Amara Okonkwo", licence = new { number = "MT-20137", expires = Today.AddDays(28) }, certificate = new { trainingHours = 320, examPassed = "2019-09-14", expires = Today.AddDays(900) },
            validThrough = Today.AddDays(28), techniques = new[] { "myofascial-release", "muscle-testing" },
        });
        played.MapPost("/api/visits/{id}/{what}", async (string id, string what, Microsoft.AspNetCore.Http.HttpRequest request) =>
        {
            Recorded.Enqueue(($"{id} {what}", request.Headers["Idempotency-Key"].ToString(), await new StreamReader(request.Body).ReadToEndAsync()));
            return Microsoft.AspNetCore.Http.Results.Ok(new { });
        });
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

    /// <summary>A hospital's referral, as its form sends it.</summary>
    public async Task<(string Id, string Number)> Refer(string family, string condition = "Z99.9", string priority = "routine")
    {
        var at = TimeProvider.System.GetUtcNow();
        var form = ReferralForm.New(at) with { Family = family, Given = "Mona", BirthDate = "1970-05-04", Condition = condition, Visits = "6", PerWeek = "1", Priority = priority, Payer = "Harborview Health Plan", MemberNumber = "H-1" };
        using var client = Client(new() { ["sub"] = "staff", ["role"] = new[] { "referrer" }, ["partner"] = "general-hospital" });
        using var body = new StringContent(form.ToServiceRequest(at).ToJsonString(), Encoding.UTF8, "application/fhir+json");
        using var answer = await client.PostAsync(new Uri("/fhir/ServiceRequest", UriKind.Relative), body);
        return (JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!.GetValue<string>(), form.OrderNumber);
    }

    public ClinicNetwork.Operations.Referrals.ReferralRows Rows => operations.Services.GetRequiredService<ClinicNetwork.Operations.Referrals.ReferralRows>();

    /// <summary>Says what insurance would: all six visits are covered.</summary>
    public Task Cover(string id) => Referral.Services.GetRequiredService<MessageTable>().Handle(new CoverageDetermined { ReferralId = id, Version = 1, Outcome = "covered", RequestedVisits = 6, CoveredVisits = 6, ReasonCode = "covered", Reason = "The plan covers all 6 visits.", PatientShare = 25, SelfPayPrice = 95 }, Guid.NewGuid(), default);

    /// <summary>As the bus would: something has changed.</summary>
    public void Tell() => operations.Services.GetRequiredService<ClinicNetwork.Operations.Referrals.Changes>().Tell();

    /// <summary>The referral service's own API, in a coordinator's name.</summary>
    public HttpClient Coordinator => Client(new() { ["sub"] = "coordinator", ["role"] = new[] { "coordinator" }, ["chain"] = new[] { "bay-state-therapy" } });

    HttpClient Client(Dictionary<string, object> claims)
    {
        var client = new HttpClient { BaseAddress = new(Referral.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "https://people.test/", Audience = "clinic-network", SigningCredentials = new(people, SecurityAlgorithms.EcdsaSha256), Claims = claims,
        }));
        return client;
    }

    /// <summary>What was recorded of visits: which and what, under which key, and what was said.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<(string What, string Key, string Body)> Recorded { get; } = [];

    static DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).DateTime);

    object Visit(int ahead, int number)
    {
        var (id, start) = ($"{number}f00000{ahead}-1-{number}", TimeProvider.System.GetUtcNow().AddMinutes(ahead == 0 ? (60 * number) - 130 : (60 * number) + 1440));
        var done = Recorded.FirstOrDefault(r => r.What.StartsWith(id, StringComparison.Ordinal)).What;
        return new
        {
            appointmentId = id, referralId = $"{number}f00000{ahead}", visit = number, of = 6, date = Today.AddDays(ahead), start, end = start.AddMinutes(60), chain = "bay-state-therapy", locationName = "Boston, Back Bay", room = "Room 2",
            status = done is null ? "booked" : done.EndsWith("complete", StringComparison.Ordinal) ? "completed" : "missed", techniques = new[] { "myofascial-release" }, patientName = $"Mateo Silverlake {number}", birthDate = "1974-06-02",
            diagnosis = "Neck pain", requests = new[] { "Begin with ten minutes of <b>warm-up</b> work.", "Report at once if numbness spreads." },
            outcome = done is null ? null : new { minutes = 60, painBefore = 6, painAfter = 4, note = (string?)null },
        };
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
        using var client = Client(new() { ["sub"] = "operator", ["role"] = new[] { "operator" }, ["chain"] = new[] { "*" } });
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
