using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClinicNetwork.Gateway;

/// <summary>The gateway is ready when every service behind it says that it is: ready means seeded.</summary>
sealed class ServicesReady(GatewaySettings settings, IHttpClientFactory clients) : IHealthCheck
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var answers = await Task.WhenAll(settings.Services.Select(async s => (s.Key, Ready: await IsReady(s.Value, cancellationToken))));
        var waiting = answers.Where(a => !a.Ready).Select(a => a.Key).ToList();
        return waiting.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"not ready yet: {string.Join(", ", waiting)}");
    }

    async Task<bool> IsReady(Uri service, CancellationToken ct)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromSeconds(6));
            using var answer = await clients.CreateClient("health").GetAsync(new Uri(service, "/health/ready"), limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
