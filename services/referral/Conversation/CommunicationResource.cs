using System.Globalization;
using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>A message as FHIR R4 Communication. Its id is the referral's and its number: <c>{referral}-3</c>.</summary>
static class CommunicationResource
{
    public static ListDefinition List { get; } = new("Communication",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        ListParameter.Reference<Communication>("based-on", c => c.BasedOn) with { Note = "The order: ServiceRequest/id. A search names this or _id." },
        ListParameter.Date<Communication>("sent", c => [c.SentElement]),
    ])
    { Sorts = ["sent"] };

    public static string Id(string referral, int number) => $"{referral}-{number}";

    /// <summary>The referral and the message that an id names; null when it is none.</summary>
    public static (string Referral, int Number)? Parse(string id) =>
        id.LastIndexOf('-') is > 0 and var dash && int.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (id[..dash], number) : null;

    /// <summary>Every message of a referral; the document with its words.</summary>
    public static IEnumerable<Communication> Of(Document document) => document.State.Conversation.Select(m => Of(document, m));

    public static Communication Of(Document document, Message message)
    {
        var (id, r) = (document.Id, document.State);
        // What becomes of the reply is all that changes in a message.
        var version = message.Reply switch { { ResolvedAt: not null } => 3, { RepliedAt: not null } => 2, _ => 1 };
        return new()
        {
            Id = Id(id, message.Number),
            Meta = new() { VersionId = $"{version}", LastUpdated = message.Reply?.ResolvedAt ?? message.Reply?.RepliedAt ?? message.At },
            Status = EventStatus.Completed,
            Category = [new(TaskResource.CodeSystems + "message", message.ReplyTo is null ? "question" : message.Reply is null && r.FindMessage(message.ReplyTo.Value)?.From == message.From ? "question-again" : "reply")],
            BasedOn = [new($"ServiceRequest/{id}")],
            InResponseTo = message.ReplyTo is { } number ? [new($"Communication/{Id(id, number)}")] : [],
            Sent = message.At.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            Sender = TaskResource.Side(message.From, r),
            Recipient = [TaskResource.Side(message.From == Mover.Sender ? Mover.Receiver : Mover.Sender, r)],
            Payload = [new() { Content = new FhirString(document.Words(Words.Message(message.Number))) }],
            Note = message.Reply is { Due: { } due } ? [new() { Text = new(FormattableString.Invariant($"An answer is expected by {due:yyyy-MM-dd}.")) }] : [],
        };
    }
}
