using System.Text;
using System.Text.Json;
using MassTransit;

namespace ClinicNetwork.Hosting;

/// <summary>
/// The end of a delivery that used up its short retries, or that nobody can read: it moves into the waiting room and is only then
/// acknowledged. While the database is away it stays unacknowledged on its queue.
/// </summary>
sealed class IntoWaitingRoomFilter<TContext>(IRegistrationContext services, string queue) : IFilter<TContext> where TContext : class, ReceiveContext
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task Send(TContext context, IPipe<TContext> next)
    {
        var room = services.GetRequiredService<WaitingRoom>();
        var clock = services.GetRequiredService<TimeProvider>();
        var log = services.GetRequiredService<ILogger<WaitingRoom>>();
        var failure = (context as ExceptionReceiveContext)?.Exception ?? new UnbelievableMessageException("no-handler", "Nothing here handles such a message.");
        var (type, body) = Read(context.Body.GetBytes());
        var id = context.GetMessageId() ?? MessageIds.Of(body);
        log.LogWarning("A message of {Queue} ({Type}) goes to the waiting room: {Kind}", queue, type, FailureKinds.Of(failure));
        while (true)
            try
            {
                await room.TakeIn(id, queue, type, body, failure, context.CancellationToken);
                return;
            }
            catch (Exception e) when (!context.CancellationToken.IsCancellationRequested)
            {
                log.LogWarning("The waiting room is out of reach, the message stays on its queue: {Kind}", FailureKinds.Of(e));
                await Task.Delay(Pause, clock, context.CancellationToken);
            }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("waiting-room");

    /// <summary>MassTransit's envelope: the event's URN and the event itself.</summary>
    static (string Type, string Body) Read(byte[] bytes)
    {
        try
        {
            using var envelope = JsonDocument.Parse(bytes);
            var urn = envelope.RootElement.GetProperty("messageType")[0].GetString() ?? "";
            return (WireNames.OfUrn(urn), envelope.RootElement.GetProperty("message").GetRawText());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return ("", Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, Longest))));
        }
    }

    /// <summary>Of what cannot be read, no more is kept.</summary>
    const int Longest = 64 * 1024;
}

static class WaitingRoomPipes
{
    /// <summary>Failed and unreadable messages of this queue go to the waiting room; nothing goes to an <c>_error</c> or <c>_skipped</c> queue, whose headers hold exception texts.</summary>
    public static void IntoWaitingRoom(this IReceiveEndpointConfigurator endpoint, IRegistrationContext services, string queue)
    {
        endpoint.ConfigureError(pipe => pipe.UseFilter(new IntoWaitingRoomFilter<ExceptionReceiveContext>(services, queue)));
        endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new IntoWaitingRoomFilter<ReceiveContext>(services, queue)));
    }
}
