using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using static ClinicNetwork.Referrals.Packet;
using FhirTask = Hl7.Fhir.Model.Task;

namespace ClinicNetwork.Referrals;

/// <summary>
/// A referral as HL7 BSeR sends it (1.0.0 and 2.0.0-ballot; FHIR R4 messaging.html): a Bundle of type message, whose header's focus is a Task,
/// whose focus is the order.
/// </summary>
sealed class ReferralMessage
{
    /// <summary>HL7 v2 table 0003: the one event that the guide has.</summary>
    public const string EventSystem = "http://terminology.hl7.org/CodeSystem/v2-0003", Event = "I12";
    const string HeaderPath = "Bundle.entry[0].resource";

    readonly Addresses addresses = new();
    readonly Bundle bundle;

    public MessageHeader Header { get; }
    /// <summary>By which the answer names it.</summary>
    public string Id { get; }
    /// <summary>The same for the same message: all that it says but for the envelope, which changes when it is sent again.</summary>
    public string Content { get; }

    ReferralMessage(Bundle bundle, MessageHeader header)
    {
        (this.bundle, Header) = (bundle, header);
        Id = new[] { header.Id, bundle.Entry[0].FullUrl?.Split('/', ':')[^1], bundle.Identifier?.Value }.FirstOrDefault(id => Hl7.Fhir.Model.Id.IsValidValue(id ?? ""))
            ?? throw Refuse(RefusalKind.Unprocessable, "message-without-id", "The message cannot be answered without its id: give its MessageHeader one.", $"{HeaderPath}.id");
        Content = Referrals.Content.Hash(Fhir.FhirJson.Write(new Bundle { Type = bundle.Type, Entry = bundle.Entry }));
        for (var i = 0; i < bundle.Entry.Count; i++) addresses.Add(bundle.Entry[i].Resource!, bundle.Entry[i].FullUrl, $"Bundle.entry[{i}]", $"Bundle.entry[{i}].resource", isOrder: false);
    }

    /// <exception cref="RefusalException">It is no message, so there is nobody to answer.</exception>
    public static ReferralMessage Of(Resource sent)
    {
        var resource = sent is Parameters parameters ? parameters.Parameter.Find(p => p.Name == "content")?.Resource ?? sent : sent;
        if (resource is not Bundle { Type: Bundle.BundleType.Message } bundle)
            throw Refuse(RefusalKind.Unprocessable, "not-a-message", "A message is a Bundle of type message, sent as it is or as the parameter named content.", resource is Bundle ? "Bundle.type" : resource.TypeName);
        if (bundle.Entry.Count is 0 or > Limits.Resources) throw Refuse(RefusalKind.Unprocessable, "entry-count", "A referral's message has 1 to 100 entries.", "Bundle.entry");
        if (bundle.Entry.FindIndex(e => e.Resource is null) is >= 0 and var empty)
            throw Refuse(RefusalKind.Invalid, "no-resource", "Every entry of the message carries a resource.", $"Bundle.entry[{empty}].resource");
        if (bundle.Entry[0].Resource is not MessageHeader header)
            throw Refuse(RefusalKind.Unprocessable, "header-missing", "The first entry of a message is its MessageHeader.", HeaderPath);
        if (header.Source?.Endpoint?.Length > Limits.UrlLength)
            throw Refuse(RefusalKind.Unprocessable, "url-too-long", $"An endpoint has at most {Limits.UrlLength} characters.", $"{HeaderPath}.source.endpoint");
        Limits.Check(bundle);
        Forbidden.Remove(bundle);
        return new(bundle, header);
    }

    public string PathOf(Resource resource) => addresses.PathOf(resource);

    /// <summary>The Task that the header is about.</summary>
    /// <exception cref="RefusalException">It is another event, or about something else.</exception>
    public (FhirTask Task, string Path) Task()
    {
        if (Header.Event is not Hl7.Fhir.Model.Coding { System: EventSystem, Code: Event })
            throw Refuse(RefusalKind.Unprocessable, "unknown-event", $"The event of a referral is {Event} of {EventSystem}, as eventCoding.", $"{HeaderPath}.event");
        if (Header.Focus is not [var focus])
            throw Refuse(RefusalKind.Unprocessable, "focus-missing", "The header's focus is one Task, and the Task's focus is the order.", $"{HeaderPath}.focus");
        return Find<FhirTask>(focus, Header, $"{HeaderPath}.focus[0]") is { } task ? (task, addresses.PathOf(task))
            : throw Refuse(RefusalKind.Unprocessable, "dangling-reference", "Nothing in this message answers to the reference: send the Task with it.", $"{HeaderPath}.focus[0].reference");
    }

    /// <summary>The order that the Task is about, where it came along; null when it is only named.</summary>
    /// <exception cref="RefusalException">The Task is about nothing, or something else.</exception>
    public ServiceRequest? Order(FhirTask task, string path) => task.Focus is { } focus
        ? Find<ServiceRequest>(focus, task, $"{path}.focus")
        : throw Refuse(RefusalKind.Unprocessable, "focus-missing", "The Task names no order: its focus is the ServiceRequest.", $"{path}.focus");

    T? Find<T>(ResourceReference reference, Resource from, string path) where T : Resource => addresses.Find(reference, from) switch
    {
        null => null,
        T found when bundle.Entry.Exists(e => e.Resource == found) => found,
        _ => throw Refuse(RefusalKind.Unprocessable, "wrong-reference", $"A {typeof(T).Name} is expected here, as an entry of its own.", $"{path}.reference"),
    };

    /// <summary>What is taken in: the order and what came with it. What the Task says for the therapist goes with the order.</summary>
    /// <exception cref="RefusalException">There is more than one order.</exception>
    public Packet Packet(ServiceRequest order, FhirTask task)
    {
        if (bundle.Entry.Count(e => e.Resource is ServiceRequest) > 1)
            throw Refuse(RefusalKind.Unprocessable, "one-order", "A message carries exactly one ServiceRequest: send one referral at a time.", "Bundle.entry");
        order.Priority ??= task.Priority;
        order.Note.AddRange(task.Note.Where(n => !order.Note.Exists(own => own.Text == n.Text)));
        var parties = OnlyNamedByTheEnvelope(task);
        return Referrals.Packet.OfMessage(bundle, order, resource => resource is not MessageHeader && resource != task && !parties.Contains(resource));
    }

    /// <summary>
    /// Sender and recipient stand in a message for its way, not for the treatment: without them the order is the same whichever way it came. What the order
    /// or anything about the patient leads to stays.
    /// </summary>
    HashSet<Resource> OnlyNamedByTheEnvelope(FhirTask task)
    {
        var all = bundle.Entry.Select(e => e.Resource!).Where(r => r is not MessageHeader && r != task).ToList();
        var left = all.Where(r => r is Practitioner or PractitionerRole or Organization or Hl7.Fhir.Model.Endpoint or HealthcareService or Device).ToHashSet<Resource>(ReferenceEqualityComparer.Instance);
        var led = new Stack<Resource>(all.Where(r => !left.Contains(r)));
        while (led.TryPop(out var resource))
            Tree.Visit(resource, "", (element, _, _) =>
            {
                if (element is ResourceReference reference && addresses.Find(reference, resource) is { } party && left.Remove(party)) led.Push(party);
            });
        return left;
    }
}
