using System.Collections.Concurrent;
using System.Text.Json;
using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>
/// Hears of every referral's end on the bus, by a queue of its own beside the operations service's: nobody has to ask again
/// and again, and the time that it tells includes the event's own way.
/// </summary>
sealed class Outcomes : IAsyncDisposable
{
    /// <summary>What a referral came to, and when (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public sealed record End(bool Booked, string Status, long At);

    readonly ConcurrentDictionary<string, TaskCompletionSource<End>> ends = new();
    IConnection connection = null!;

    public static async Task<Outcomes> Listen(string rabbitMq, CancellationToken ct)
    {
        var outcomes = new Outcomes { connection = await new ConnectionFactory { Uri = new(rabbitMq) }.CreateConnectionAsync(ct) };
        var channel = await outcomes.connection.CreateChannelAsync(cancellationToken: ct);
        var queue = await channel.QueueDeclareAsync(cancellationToken: ct);
        await channel.QueueBindAsync(queue.QueueName, Routes.WireName(typeof(ReferralStatusChanged)), "", cancellationToken: ct);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            outcomes.Hear(delivery.Body);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, ct);
        return outcomes;
    }

    /// <summary>Comes back when the referral is booked, refused or held up.</summary>
    public Task<End> Of(string referral, CancellationToken ct) => Source(referral).Task.WaitAsync(ct);

    void Hear(ReadOnlyMemory<byte> envelope)
    {
        using var json = JsonDocument.Parse(envelope);
        var message = json.RootElement.GetProperty("message");
        var (business, status) = (message.GetProperty("businessStatus").GetString(), message.GetProperty("status").GetString());
        var reason = message.TryGetProperty("statusReason", out var text) ? text.GetString() : null;
        // A payer's answer, or one of the network's services, comes by itself.
        var waits = status == "on-hold" && reason is "authorization-pending" or "no-answer";
        if (business == "5.1.1" || (status is "on-hold" or "rejected" or "cancelled" && !waits))
            Source(message.GetProperty("referralId").GetString()!).TrySetResult(new(business == "5.1.1", $"{status} {business} {reason}", TimeProvider.System.GetTimestamp()));
    }

    TaskCompletionSource<End> Source(string referral) =>
        ends.GetOrAdd(referral, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    public async ValueTask DisposeAsync() => await connection.DisposeAsync();
}
