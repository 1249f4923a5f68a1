using System.Collections.Concurrent;
using ClinicNetwork.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClinicNetwork.Tests.Gateway;

/// <summary>A service behind the gateway that tells what reached it.</summary>
public sealed class EchoService : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentQueue<string> posted = new();

    public EchoService(string name = "echo")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/health/ready", () => Ready ? Results.Ok() : Results.StatusCode(503));
        app.MapGet("/health", () => Complete ? Results.Ok() : Results.StatusCode(503));
        app.MapGet("/internal/partners", (HttpContext http) =>
        {
            Asker = http.Request.Headers.Authorization;
            return Registry is { } list ? Results.Text(list, "application/json") : Results.NotFound();
        });
        app.MapGet("/internal/openapi", () => Results.Text("""{"paths":{"/api/NAME/{id}":{"get":{"summary":"One <of> them.","parameters":[{"name":"id","in":"path"}],"x-roles":["coordinator"]}}}}""".Replace("NAME", name, StringComparison.Ordinal), "application/json"));
        app.MapGet("/internal/capability", () => Offer is { } offer ? Results.Text(offer, "application/fhir+json") : Results.NotFound());
        app.Map("/{**path}", async (HttpContext http) =>
        {
            using var body = new StreamReader(http.Request.Body);
            var text = await body.ReadToEndAsync();
            if (HttpMethods.IsPost(http.Request.Method)) posted.Enqueue(text);
            return new Echo(name, http.Request.Path.Value!, text.Length, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        });
    }

    /// <summary>Whether it says that it can take requests.</summary>
    public bool Ready { get; set; } = true;
    /// <summary>Whether it says that it lacks nothing.</summary>
    public bool Complete { get; set; } = true;
    /// <summary>What it tells of partners, as the referral service does; null when it does not.</summary>
    public string? Registry { get; set; }
    /// <summary>What it says that it answers over FHIR, as a CapabilityStatement; null when it says nothing.</summary>
    public string? Offer { get; set; } = """
        {"resourceType":"CapabilityStatement","status":"active","date":"2026-11-27","kind":"instance","fhirVersion":"4.0.1","format":["json"],"rest":[{"mode":"server",
         "interaction":[{"code":"transaction"}],"resource":[
           {"type":"ServiceRequest","interaction":[{"code":"create"},{"code":"read"},{"code":"update"}]},
           {"type":"Bundle","interaction":[{"code":"read"}]},
           {"type":"Task","interaction":[{"code":"vread"},{"code":"search-type"}],"searchParam":[{"name":"identifier","type":"token"}]}]}]}
        """;
    /// <summary>Who asked for partners last, by its Authorization header.</summary>
    public string? Asker { get; set; }
    /// <summary>The bodies of all POSTs that were executed here.</summary>
    public IReadOnlyCollection<string> Posted => posted;
    public string Address => app.Urls.First();
    public Task Start() => app.StartAsync();
    public Task Stop() => app.StopAsync();
    public ValueTask DisposeAsync() => app.DisposeAsync();
}

public sealed record Echo(string Instance, string Path, int Length, Dictionary<string, string> Headers);
