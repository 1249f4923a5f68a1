using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>The whole service over HTTP on a real database; scheduling is played here, messages are handed to the service's table directly.</summary>
public sealed class RunningService(Engines engines) : IAsyncLifetime
{
    readonly string database = $"referral-{Guid.NewGuid():N}";
    readonly string pseudonymKey = Path.GetTempFileName();
    readonly Tokens tokens = new();
    readonly Senders senders = new();
    WebApplication? app;
    WebApplication? scheduling;
    HttpClient? http;

    internal Tokens Tokens => tokens;
    internal Senders Senders => senders;
    public string Operator => tokens.Person("operator");
    public string Coordinator => tokens.Person("coordinator", "bay-state-therapy");

    /// <summary>What scheduling answers about outcomes; 503 while it is null.</summary>
    public object? Outcome { get; set; }

    /// <summary>What scheduling says against a place; it does not answer while it is null.</summary>
    public PlaceAnswer? Place { get; set; } = new([]);

    public async Task InitializeAsync()
    {
        await File.WriteAllBytesAsync(pseudonymKey, RandomNumberGenerator.GetBytes(32));
        scheduling = Scheduling();
        await scheduling.StartAsync();
        app = ReferralService.Build(
        [
            "--urls=http://127.0.0.1:0", "--environment=Development", $"--Database={database}", $"--ConnectionStrings:MongoDb={engines.MongoDb}",
            "--ConnectionStrings:RabbitMq=amqp://guest:guest@127.0.0.1:1", $"--Services:scheduling={scheduling.Urls.First()}",
            "--Logging:LogLevel:Default=Error", "--Logging:LogLevel:MassTransit=None", .. tokens.Settings(), .. senders.Settings(), $"--Identity:PseudonymKey={pseudonymKey}",
        ]);
        await app.StartIndexed();
        http = new() { BaseAddress = new(app.Urls.First()) };
        using var seed = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Given.Root, "deploy/local/Seed/referral.json")));
        foreach (var line in seed.RootElement.EnumerateArray())
            (await Put(line.GetProperty("path").GetString()!, line.GetProperty("body").GetRawText(), Operator)).EnsureSuccessStatusCode();
        (await Put("/api/partners/general-hospital", Hospital(), Operator)).EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        http?.Dispose();
        if (app is not null) await app.DisposeAsync();
        if (scheduling is not null) await scheduling.DisposeAsync();
        tokens.Dispose();
        senders.Dispose();
        File.Delete(pseudonymKey);
        await engines.Drop(database);
    }

    internal static string Hospital(string name = "general-hospital", bool suspended = false, string chain = "bay-state-therapy", params string[] notificationEndpoints) => JsonSerializer.Serialize(new
    {
        name, chain, identifierSystems = new[] { $"https://{name}.example/orders" }, scopes = new[] { "system/ServiceRequest.cruds" }, suspended, notificationEndpoints,
    });

    /// <summary>A message as the bus would hand it over.</summary>
    public Task Say(IEvent message, Guid? id = null) => app!.Services.GetRequiredService<MessageTable>().Handle(message, id ?? Guid.NewGuid(), default);

    public Task Sweep(string id) => app!.Services.GetRequiredService<ReferralSweep>().Move(id, default);

    /// <summary>The document as it is stored.</summary>
    public async Task<BsonDocument> Stored(string id) =>
        await app!.Services.GetRequiredService<IMongoDatabase>().GetCollection<BsonDocument>("referrals").Find(new BsonDocument("_id", id)).FirstAsync();

    /// <summary>Sends an order under its own number; the referral's id.</summary>
    public async Task<string> Order(string number, string diagnosis = "M54.31")
    {
        var answer = await Send(number, diagnosis);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    public Task<HttpResponseMessage> Send(string number, string diagnosis = "M54.31", string client = "general-hospital")
    {
        var bundle = Given.Bundle();
        bundle.Resource(1)["code"]!["coding"]![0]!["code"] = diagnosis;
        bundle.Resource(2)["identifier"]![0]!["value"] = number;
        bundle.Resource(2)["identifier"]![0]!["system"] = $"https://{client}.example/orders";
        return SendBundle(bundle, client);
    }

    public Task<HttpResponseMessage> SendBundle(JsonObject bundle, string client) =>
        Send(new(HttpMethod.Post, "/fhir") { Content = new StringContent(bundle.ToJsonString(), Encoding.UTF8, "application/fhir+json") }, senders.Token(client));

    public Task<HttpResponseMessage> Get(string path, string token, string? prefer = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        return Send(request, token);
    }

    public Task<HttpResponseMessage> Form(string path, string token, params IEnumerable<(string Name, string Text)> fields) =>
        Send(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Text))) }, token);

    public T Of<T>() where T : notnull => app!.Services.GetRequiredService<T>();

    public Task<HttpResponseMessage> Put(string path, string body, string token, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = Json(body) };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return Send(request, token);
    }

    public Task<HttpResponseMessage> Post(string path, string body, string token, Guid? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        if (key is { } id) request.Headers.Add("Idempotency-Key", id.ToString());
        return Send(request, token);
    }

    /// <summary>A body as it is, with these headers; an empty header is not sent.</summary>
    public Task<HttpResponseMessage> Post(string path, byte[] body, string token, params IEnumerable<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers.Where(h => h.Value.Length > 0))
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        return Send(request, token);
    }

    /// <summary>A request without a body; nobody's when there is no token.</summary>
    public Task<HttpResponseMessage> Ask(HttpMethod method, string path, string? token, params IEnumerable<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers.Where(h => h.Value.Length > 0)) request.Headers.TryAddWithoutValidation(name, value);
        return token is null ? http!.SendAsync(request) : Send(request, token);
    }

    public async Task<JsonElement> Read(string path, string token)
    {
        var answer = await Get(path, token);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    Task<HttpResponseMessage> Send(HttpRequestMessage request, string token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http!.SendAsync(request);
    }

    static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    WebApplication Scheduling()
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var played = builder.Build();
        played.MapGet("/internal/series/{id}/outcome", (HttpContext context) =>
            context.Request.Headers.Authorization.Count == 0 ? Results.Unauthorized() : Outcome is { } outcome ? Results.Json(outcome) : Results.StatusCode(503));
        played.MapGet("/internal/referrals/{id}/places/{location}", () => Place is { } place ? Results.Json(place) : Results.StatusCode(503));
        played.MapGet("/internal/names", () => new { timeZones = new Dictionary<string, string> { ["bay-state-therapy"] = "America/New_York", ["island-massage"] = "Pacific/Honolulu" } });
        return played;
    }
}
