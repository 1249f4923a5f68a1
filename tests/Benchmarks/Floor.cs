using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>The least that an intake could cost: a bare endpoint that inserts the bytes it was sent, once, majority and journaled.</summary>
sealed class Floor : IAsyncDisposable
{
    readonly WebApplication app;

    Floor(WebApplication app) => this.app = app;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<Floor> Start(BenchNetwork network, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var received = network.Floor.GetCollection<BsonDocument>("received");
        app.MapPost("/", async (HttpRequest request, CancellationToken aborted) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, aborted);
            await received.InsertOneAsync(new() { { "_id", Guid.NewGuid().ToString("N") }, { "body", new BsonBinaryData(body.ToArray()) } }, cancellationToken: aborted);
            return Results.StatusCode(201);
        });
        await app.StartAsync(ct);
        return new(app);
    }

    public static async Task Send(HttpClient http, byte[] json, CancellationToken ct)
    {
        using var body = new ByteArrayContent(json);
        using var answer = await http.PostAsync((Uri?)null, body, ct);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
