using System.Text.Json;
using ClinicNetwork.Contracts;
using ClinicNetwork.Contracts.Referral.V1;
using RabbitMQ.Client;

namespace ClinicNetwork.Tests.Hosting;

/// <summary>An event as it lay in the queue.</summary>
sealed record Letter(Guid MessageId, string Document, int Count);

/// <summary>The queue that takes the tallies' events, read without MassTransit: every copy of every event counts.</summary>
sealed class Mailbox(string rabbitMq)
{
    public const string Queue = "scheduling";
    static readonly string Event = Routes.WireName(typeof(BookingRequested));
    readonly List<Letter> letters = [];

    /// <summary>Everything that has arrived for a document so far, copies included.</summary>
    public async Task<IReadOnlyList<Letter>> For(string document)
    {
        await Empty();
        return [.. letters.Where(l => l.Document == document)];
    }

    /// <summary>Reads on and answers everything that has arrived.</summary>
    public async Task<IReadOnlyList<Letter>> Empty()
    {
        await using var connection = await Connect();
        await using var channel = await connection.CreateChannelAsync();
        while (await channel.BasicGetAsync(Queue, autoAck: true) is { } got) letters.Add(Open(got));
        return letters;
    }

    /// <summary>
    /// Declares the queue as its service would. It outlives all tests: a single broker killed in the very second in which
    /// it made a quorum queue forgets what that held (it keeps the queue's name in a file that it saves only when idle).
    /// </summary>
    public Task Declare() => On(channel => channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false,
        new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = -1 }));

    /// <summary>No event comes to the queue any more.</summary>
    public Task Unbind() => On(async channel =>
    {
        await channel.ExchangeUnbindAsync(Queue, Event, "");
    });

    /// <summary>The tallies' event comes to the queue again.</summary>
    public Task Bind() => On(channel => channel.ExchangeBindAsync(Queue, Event, ""));

    public Task Purge() => On(channel => channel.QueuePurgeAsync(Queue));

    async Task On(Func<IChannel, Task> act)
    {
        await using var connection = await Connect();
        await using var channel = await connection.CreateChannelAsync();
        await act(channel);
    }

    Task<IConnection> Connect() => new ConnectionFactory { Uri = new(rabbitMq) }.CreateConnectionAsync();

    static Letter Open(BasicGetResult got)
    {
        using var envelope = JsonDocument.Parse(got.Body);
        var message = envelope.RootElement.GetProperty("message");
        return new(envelope.RootElement.GetProperty("messageId").GetGuid(), message.GetProperty("referralId").GetString()!, message.GetProperty("attempt").GetInt32());
    }
}
