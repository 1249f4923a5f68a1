using ClinicNetwork.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClinicNetwork.Tests.Operations;

/// <summary>One process that answers as scheduling and as referral do: what things are called, and what it lacks.</summary>
public sealed class Neighbours : IAsyncDisposable
{
    readonly WebApplication app;

    public Neighbours()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/health", () => Results.Json(new { checks = new Dictionary<string, string> { ["database"] = "Healthy", ["names"] = "Degraded: old", ["masstransit-bus"] = "Unhealthy: away" } }, statusCode: 503));
        app.MapGet("/internal/names", (HttpContext http) => Places is { } text && FromService(http) ? Results.Text(text, "application/json") : Results.StatusCode(503));
        app.MapGet("/internal/partners/names", (HttpContext http) => FromService(http) ? Results.Text("""{"general-hospital":"General Hospital of Boston"}""", "application/json") : Results.Unauthorized());
    }

    /// <summary>What scheduling tells; null while it is away.</summary>
    public string? Places { get; set; } = """
        {"chains":{"bay-state-therapy":"Bay State Therapy & Co"},"locations":{"bay-state-boston":"Boston, Back Bay"},
         "therapists":{"amara-okonkwo":"Amara N. Okonkwo"},"timeZones":{"bay-state-therapy":"America/New_York","nowhere":"No/Where"}}
        """;

    public string Address => app.Urls.First();
    public Task Start() => app.StartAsync();
    public ValueTask DisposeAsync() => app.DisposeAsync();

    static bool FromService(HttpContext http) => http.Request.Headers.Authorization.ToString().StartsWith("Bearer ey", StringComparison.Ordinal);
}
