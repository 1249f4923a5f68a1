using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using static ClinicNetwork.Referrals.Packet;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;

namespace ClinicNetwork.Referrals;

/// <summary>An attachment as FHIR R4 DocumentReference.</summary>
static class DocumentReferenceResource
{
    /// <summary>Of a file, 10 MiB.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    public static ListDefinition List { get; } = new("DocumentReference",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        ListParameter.Reference<DocumentReference>("related", d => d.Context?.Related ?? []) with { Note = "The order: ServiceRequest/id. A search names this, patient or _id." },
        ListParameter.Reference<DocumentReference>("patient", _ => []) with { Note = ReferralSearches.PatientNote },
    ]);

    /// <summary>Every file of a referral; the document with its words.</summary>
    public static IEnumerable<DocumentReference> Of(Document document) => document.State.Attachments.Select(a => Of(document, a));

    public static DocumentReference Of(Document document, Attachment file)
    {
        var title = document.Words(Words.Attachment(file.Number));
        return new()
        {
            Id = file.Id,
            Meta = new() { VersionId = "1", LastUpdated = file.At },
            Status = DocumentReferenceStatus.Current,
            Date = file.At,
            Description = title,
            Author = [TaskResource.Side(Mover.Sender, document.State)],
            Custodian = TaskResource.Side(Mover.Receiver, document.State),
            Content = [new() { Attachment = new() { ContentType = file.ContentType, Size = file.Bytes, Title = title, Url = $"Binary/{file.Id}" } }],
            Context = new() { Related = [new($"ServiceRequest/{document.Id}")] },
        };
    }

    /// <summary>The order that a file is sent to, its content, and what it is called.</summary>
    /// <exception cref="RefusalException">Something is missing, too large, or of a kind that is not taken.</exception>
    public static (string Order, byte[] Content, string ContentType, string? Title) Read(DocumentReference sent)
    {
        Limits.Check(sent);
        if (sent.Status is not DocumentReferenceStatus.Current)
            throw Refuse(RefusalKind.Unprocessable, "not-current", "Only what is current is taken: send it with status current.", "DocumentReference.status");
        if (sent.Context?.Related is not [{ Reference: { } reference }] || reference.Split('/') is not [.., "ServiceRequest", { Length: > 0 } order])
            throw Refuse(RefusalKind.Unprocessable, "about-nothing", "Say which order the file belongs to: context.related is one ServiceRequest/id, as its Location names it.", "DocumentReference.context.related");
        if (sent.Content is not [{ Attachment: { } file }])
            throw Refuse(RefusalKind.Unprocessable, "one-file", "Send one file at a time: one content with one attachment.", "DocumentReference.content");
        if (file.Data is not { Length: > 0 } content)
            throw Refuse(RefusalKind.Unprocessable, "data-missing", "Send the file itself, as attachment.data in base64: nothing is fetched from elsewhere.", "DocumentReference.content[0].attachment.data");
        if (content.Length > MostBytes)
            throw Refuse(RefusalKind.TooLarge, "too-large", "A file has at most 10 MiB (10,485,760 bytes): send it in parts, or in a smaller resolution.", "DocumentReference.content[0].attachment.data");
        return FileKinds.Of(content) is { } contentType
            ? (order, content, contentType, file.Title ?? sent.Description ?? sent.Type?.Text)
            : throw Refuse(RefusalKind.Unprocessable, "unknown-file", "This is neither a PDF nor a PNG nor a JPEG, by what the file itself begins with: convert it.", "DocumentReference.content[0].attachment.data");
    }
}
