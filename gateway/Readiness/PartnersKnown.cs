using System.Diagnostics.Metrics;
using ClinicNetwork.Gateway.Partners;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClinicNetwork.Gateway.Readiness;

/// <summary>Tells how old the gateway's knowledge of the partner registry is, as a health check and as a metric.</summary>
sealed class PartnersKnown : IHealthCheck
{
    /// <summary>From this age on a person should look.</summary>
    static readonly TimeSpan Old = TimeSpan.FromMinutes(1);

    readonly PartnerRegistry registry;
    readonly TimeProvider clock;

    public PartnersKnown(PartnerRegistry registry, IMeterFactory meters, TimeProvider clock)
    {
        (this.registry, this.clock) = (registry, clock);
        meters.Create("ClinicNetwork").CreateObservableGauge<double>("clinic.partners.age", () => Age is { } age ? [new(age.TotalSeconds)] : [], "s", "Since the partner registry was last heard.");
    }

    TimeSpan? Age => registry.Known.HeardAt is { } at ? clock.GetUtcNow() - at : null;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        Age is not { } age || registry.Known.ById.Count == 0 ? HealthCheckResult.Unhealthy("no partner is known: the registry has told of none")
        : age < Old ? HealthCheckResult.Healthy($"heard {age.TotalSeconds:0} s ago")
        : HealthCheckResult.Degraded($"heard {age.TotalSeconds:0} s ago: the registry does not answer"));
}
