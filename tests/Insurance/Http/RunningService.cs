using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Insurance.Http;

/// <summary>The whole service over HTTP on a real database, with the claim check answered here. Messages are handed to its consumers directly.</summary>
public sealed class RunningService(Engines engines) : IAsyncLifetime
{
    readonly string database = $"insurance-{Guid.NewGuid():N}";
    readonly Tokens tokens = new();
    WebApplication? app;
    readonly string pseudonyms = Path.GetTempFileName();
    WebApplication? neighbours;
    HttpClient? http;

    internal Tokens Tokens => tokens;

    public async Task InitializeAsync()
    {
        await File.WriteAllBytesAsync(pseudonyms, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        neighbours = Neighbours();
        await neighbours.StartAsync();
        app = InsuranceHost.Build(
        [
            "--urls=http://127.0.0.1:0", $"--Database={database}", $"--ConnectionStrings:MongoDb={engines.MongoDb}",
            "--ConnectionStrings:RabbitMq=amqp://guest:guest@127.0.0.1:1", $"--Services:referral={neighbours.Urls.First()}",
            $"--Services:scheduling={neighbours.Urls.First()}", $"--Identity:PseudonymKey={pseudonyms}", "--TimeZone=Pacific/Pago_Pago",
            "--Logging:LogLevel:Default=Error", "--Logging:LogLevel:MassTransit=None", .. tokens.Settings(),
        ]);
        await app.StartIndexed();
        http = new() { BaseAddress = new(app.Urls.First()) };
    }

    /// <summary>Puts the seed's lines as the launcher does; side by side, since each answers only when every instance must have seen it.</summary>
    public async Task Seed()
    {
        using var seed = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Given.Root, "deploy/local/Seed/insurance.json")));
        await Task.WhenAll(seed.RootElement.EnumerateArray().Select(async line =>
            (await Put(line.GetProperty("path").GetString()!, line.GetProperty("body").GetRawText(), tokens.Person("operator"))).EnsureSuccessStatusCode()));
    }

    /// <summary>The day at the clinics of a chain.</summary>
    public DateOnly Today(string chain) => app!.Services.GetRequiredService<ClinicNetwork.Insurance.Cases.IClinicDays>().Today(chain);

    public async Task DisposeAsync()
    {
        http?.Dispose();
        if (app is not null) await app.DisposeAsync();
        if (neighbours is not null) await neighbours.DisposeAsync();
        File.Delete(pseudonyms);
        tokens.Dispose();
        await engines.Drop(database);
    }

    public Task Cover(string referralId) =>
        Hear(new CoverageRequested { ReferralId = referralId, Version = 1, Chain = Given.Chain, Visits = 8, Priority = "routine" });

    /// <summary>As if the coverage ended on this day.</summary>
    public Task EndCoverage(string referralId, DateOnly day) => app!.Services.GetRequiredService<IMongoDatabase>().GetCollection<BsonDocument>("coverage-cases")
        .UpdateOneAsync(new BsonDocument("_id", referralId), new BsonDocument("$set", new BsonDocument("state.determination.coveredUntil", day.ToString("yyyy-MM-dd", null))));

    public Task Reserve(string referralId, int visits) =>
        Hear(new UnitsRequested { ReferralId = referralId, Version = 1, Attempt = 1, Chain = Given.Chain, Visits = Given.Visits(visits) });

    Task Hear(IEvent message) => app!.Services.GetRequiredService<MessageTable>().Handle(message, Guid.NewGuid(), default);

    public Task<HttpResponseMessage> Get(string path, string token) => Send(new(HttpMethod.Get, path), token);
    public Task<HttpResponseMessage> Put(string path, string body, string token, string? ifMatch = null, string type = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return Send(request, token);
    }

    public Task<HttpResponseMessage> Post(string path, string body, string token, string type = "application/json") =>
        Send(new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) }, token);

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

    /// <summary>Referrals named after their payer: h… Harborview, b… Blue Maple. The chain lies where the day begins; unknown ones where it ends.</summary>
    static WebApplication Neighbours()
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/internal/referrals/{id}/coverage", (HttpContext context, string id) => context.Request.Headers.Authorization.Count == 0
            ? Results.Unauthorized()
            : Results.Json(new
            {
                referralId = id,
                chain = Given.Chain,
                partner = "general-hospital",
                birthDate = "1980-02-01",
                priority = "routine",
                visits = 8,
                authoredOn = "2026-11-20T14:28:00-05:00",
                conditionGroup = "back-pain",
                hasPrescription = true,
                coverage = new
                {
                    type = "HIP",
                    payer = id.StartsWith('h') ? "Harborview Health Plan" : "Blue Maple Insurance",
                    subscriberId = "M4711",
                    claimNumber = (string?)null,
                    status = "active",
                    periodStart = "2020-01-01",
                    periodEnd = (string?)null,
                },
            }));
        app.MapGet("/internal/names", () => Results.Json(new { timeZones = new Dictionary<string, string> { [Given.Chain] = "Pacific/Kiritimati" } }));
        return app;
    }
}
