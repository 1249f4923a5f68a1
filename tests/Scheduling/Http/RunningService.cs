using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Tests.Scheduling.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClinicNetwork.Tests.Scheduling.Http;

/// <summary>The whole service over HTTP on a real database, with the claim check answered here. Messages are handed to its consumers directly.</summary>
public sealed class RunningService(Engines engines) : IAsyncLifetime
{
    readonly string database = $"scheduling-{Guid.NewGuid():N}";
    readonly Tokens tokens = new();
    WebApplication? app;
    WebApplication? referral;
    HttpClient? http;

    internal Tokens Tokens => tokens;

    public async Task InitializeAsync()
    {
        referral = Referral();
        await referral.StartAsync();
        app = SchedulingHost.Build(
        [
            "--urls=http://127.0.0.1:0", $"--Database={database}", $"--ConnectionStrings:MongoDb={engines.MongoDb}",
            "--ConnectionStrings:RabbitMq=amqp://guest:guest@127.0.0.1:1", $"--Services:referral={referral.Urls.First()}",
            "--Logging:LogLevel:Default=Error", "--Logging:LogLevel:MassTransit=None", .. tokens.Settings(),
        ]);
        await app.StartIndexed();
        http = new() { BaseAddress = new(app.Urls.First()) };
        // Each change is answered when it holds everywhere, so those of a kind go side by side.
        foreach (var kind in new[] { "/api/chains/", "/api/locations/", "/api/therapists/" })
            await Task.WhenAll(Seed.Lines.Where(l => l.Path.StartsWith(kind, StringComparison.Ordinal))
                .Select(async line => (await Put(line.Path, line.Body, tokens.Person("operator"))).EnsureSuccessStatusCode()));
    }

    public async Task DisposeAsync()
    {
        http?.Dispose();
        if (app is not null) await app.DisposeAsync();
        if (referral is not null) await referral.DisposeAsync();
        tokens.Dispose();
        await engines.Drop(database);
    }

    public T Get<T>() where T : notnull => app!.Services.GetRequiredService<T>();

    /// <summary>A referral's series, placed and booked.</summary>
    internal async Task<Series> Booked(string referralId)
    {
        var table = app!.Services.GetRequiredService<MessageTable>();
        await table.Handle(Some.Request(referralId, order: Some.Order(3)), Guid.NewGuid(), default);
        await table.Handle(new BookingRequested { ReferralId = referralId, Version = 2, Attempt = 1 }, Guid.NewGuid(), default);
        return (await app.Services.GetRequiredService<DocumentStore<Series, SeriesFact>>().Find($"{referralId}-1"))!.State;
    }

    public Task<HttpResponseMessage> Get(string path, string token, string? prefer = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        return Send(request, token);
    }

    public Task<HttpResponseMessage> Put(string path, object? body, string token, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = Json(body) };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return Send(request, token);
    }

    public Task<HttpResponseMessage> Post(string path, object? body, string token, Guid? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        if (key is { } id) request.Headers.Add("Idempotency-Key", id.ToString());
        return Send(request, token);
    }

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, string body, string token) =>
        Send(new(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") }, token);

    /// <summary>A request without a body.</summary>
    public Task<HttpResponseMessage> Ask(HttpMethod method, string path, string token, string? ifNoneMatch = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return Send(request, token);
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

    static StringContent Json(object? body) => new(JsonSerializer.Serialize(body, Seed.Json), Encoding.UTF8, "application/json");

    static WebApplication Referral()
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/internal/referrals/{id}/placement", (HttpContext context, string id) => context.Request.Headers.Authorization.Count == 0
            ? Results.Unauthorized()
            : id is "nobody" ? Results.NotFound()
            : id is "away" ? Results.StatusCode(500)
            : Results.Json(new
            {
                referralId = id,
                chain = "bay-state-therapy",
                partner = "general-hospital",
                patientKey = $"patient-of-{id}",
                latitude = 42.36,
                longitude = -71.06,
                birthDate = "1980-02-01",
                gender = "female",
                name = "A. Sample",
                requests = new[] { "Avoid the left shoulder: “old scar”." },
                diagnosis = "Low back pain",
                conditionGroup = "back-pain",
                notBefore = (string?)null,
                next = id is "done" ? null : Some.Request(id, 2, Some.Order(3)),
            }));
        return app;
    }
}
