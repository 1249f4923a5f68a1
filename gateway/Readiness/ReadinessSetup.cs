using ClinicNetwork.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClinicNetwork.Gateway.Readiness;

/// <summary>What makes the gateway ready (decision 0012).</summary>
static class ReadinessSetup
{
    public static void AddReadiness(this IServiceCollection services)
    {
        services.AddSingleton<NetworkComplete>();
        services.AddHostedService(p => p.GetRequiredService<NetworkComplete>());
        services.AddSingleton<PartnersKnown>();
        services.AddHealthChecks()
            .AddCheck<NetworkComplete>("network", tags: [Health.Requests])
            .AddCheck<PartnersKnown>("partners", tags: [Health.PolicyData]);
        // Passing requests on takes no database: its absence must not close the door to everything else.
        services.PostConfigure<HealthCheckServiceOptions>(options => options.Registrations.Single(r => r.Name == "database").Tags.Remove(Health.Requests));
    }
}
