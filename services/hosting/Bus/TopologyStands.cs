using ClinicNetwork.Contracts;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ClinicNetwork.Hosting;

/// <summary>
/// Whether the ways of all events stand on the broker as this version of the contracts says: one passive look for the mark that whoever
/// deploys them leaves (decision 0011). A service declares nothing of others, so without them it would wait for events that go nowhere.
/// </summary>
sealed class TopologyStands(string connectionString, TimeProvider clock) : IHealthCheck
{
    static readonly string Mark = Routes.Mark(Routes.All);
    /// <summary>What stood does not go away by itself: a connection for each look would be too much.</summary>
    static readonly TimeSpan Trust = TimeSpan.FromMinutes(1);
    readonly ConnectionFactory broker = new() { Uri = new(connectionString), AutomaticRecoveryEnabled = false, ClientProvidedName = "topology check" };
    DateTimeOffset? stoodAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (clock.GetUtcNow() - stoodAt < Trust) return HealthCheckResult.Healthy();
        try
        {
            await using var connection = await broker.CreateConnectionAsync(cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.ExchangeDeclarePassiveAsync(Mark, cancellationToken);
            stoodAt = clock.GetUtcNow();
            return HealthCheckResult.Healthy();
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            return HealthCheckResult.Unhealthy("this version's queues and bindings do not stand on the broker: deploy them (deploy/engines, from contracts/Routes.cs)");
        }
    }
}
