using ClinicNetwork.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClinicNetwork.Tests.Gateway;

/// <summary>A service behind the gateway that tells what reached it.</summary>
public sealed class EchoService : IAsyncDisposable
{
    readonly WebApplication app;

    public EchoService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/health/ready", () => Ready ? Results.Ok() : Results.StatusCode(503));
        app.Map("/{**path}", async (HttpContext http) =>
        {
            using var body = new StreamReader(http.Request.Body);
            return new Echo(http.Request.Path.Value!, (await body.ReadToEndAsync()).Length, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        });
    }

    public bool Ready { get; set; } = true;
    public string Address => app.Urls.First();
    public Task Start() => app.StartAsync();
    public ValueTask DisposeAsync() => app.DisposeAsync();
}

public sealed record Echo(string Path, int Length, Dictionary<string, string> Headers);
