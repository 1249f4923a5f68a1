using System.Text.Json;
using ClinicNetwork.Contracts;

namespace ClinicNetwork.Hosting;

/// <summary>
/// Takes in every message that used up its short retries, and brings it back: after half a minute, then ever later, at most
/// every hour, for as long as it takes. A message that fails is late, never lost.
/// </summary>
public sealed class WaitingRoom(DocumentStore<FailedMessage, FailedMessageFact> failed, MessageTable table) : ISweep
{
    public static readonly Backoff Again = new(TimeSpan.FromSeconds(30), TimeSpan.FromHours(1));
    static readonly Dictionary<string, Type> Types = Routes.All.ToDictionary(route => route.Exchange, route => route.Event);

    public IDocuments Documents => failed.Documents;

    /// <summary>Takes a message in. The same one again is the same entry.</summary>
    /// <param name="id">The message's own id.</param>
    /// <param name="type">The event's name on the wire; empty when unknown.</param>
    /// <param name="body">The event as JSON.</param>
    public Task TakeIn(Guid id, string queue, string type, string body, Exception failure, CancellationToken ct)
    {
        var message = TryRead(type, body);
        return failed.Handle(id.ToString(), Own, new Fail(queue, type, message?.ReferralId, AttemptOf(message), FailureKinds.Of(failure), body), FailedMessageDecider.Decide, ct);
    }

    /// <summary>Brings one back whose time has come.</summary>
    public async Task Move(string id, CancellationToken ct)
    {
        if (await failed.Find(id, Part.Personal, ct) is not { State: { Status: FailedMessageStatus.Waiting } state } found) return;
        bool hadEffect;
        try
        {
            var message = TryRead(state.Type, found.Words(FailedMessage.Body) ?? "") ?? throw new UnbelievableMessageException("unreadable", "No version of this service can read the message.");
            hadEffect = await table.Handle(message, Guid.Parse(id), ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await failed.Handle(id, Own, new FailAgain(FailureKinds.Of(e)), FailedMessageDecider.Decide, ct);
            return;
        }
        await failed.Handle(id, Own, new Succeed(hadEffect), FailedMessageDecider.Decide, ct);
    }

    static Cause Own => Cause.Own("waiting-room");

    static IEvent? TryRead(string type, string body)
    {
        try
        {
            return Types.TryGetValue(type, out var contract) ? (IEvent?)JsonSerializer.Deserialize(body, contract, OutboxEntry.Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static int? AttemptOf(IEvent? message) => message?.GetType().GetProperty("Attempt")?.GetValue(message) as int?;
}
