using ClinicNetwork.Gateway.Docs;
using ClinicNetwork.Gateway.Fhir;
using ClinicNetwork.Gateway.Readiness;
using ClinicNetwork.Gateway.Routing;
using ClinicNetwork.Gateway.Tokens;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Gateway;

/// <summary>The gateway as a whole, so that a test starts the same one as <c>Program</c> does.</summary>
public static class GatewayApp
{
    /// <exception cref="InvalidOperationException">The configuration has problems; the message names them all.</exception>
    public static WebApplication Build(string[] args)
    {
        // Checked before anything else looks at a single key.
        var settings = GatewaySettings.Read(WebApplication.CreateBuilder(args).Configuration);
        var builder = ClinicHost.CreateBuilder(args, "gateway");
        builder.WebHost.ConfigureKestrel(BodyLimit.Set);
        // A console's live page is an open request: it must not hold up the end.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.Services.AddSingleton(settings);
        builder.Services.AddTokenEndpoint(settings);
        builder.Services.AddProxy(settings);
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddHttpClient();
        builder.Services.AddSingleton<Offers>();
        builder.Services.AddSingleton<ApiDescription>();
        builder.Services.AddReadiness();

        var app = builder.Build();
        app.UseForwarded(settings);
        app.UseWithoutSpoofedHeaders();
        app.UseMetricsDoor(settings);
        app.UseTokenRequestLimit(settings);
        app.UseClinic();
        app.UseCallerLimit(settings);
        app.UseBodyLimit();
        app.UseRequestTimeouts();
        app.MapCapability(settings);
        app.MapSmartConfiguration(settings);
        app.MapApiPage();
        app.MapProxy();
        return app;
    }
}
