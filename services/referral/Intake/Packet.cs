using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>
/// The ServiceRequest of a request and what came with it, whichever way: as a transaction Bundle, or with contained
/// resources. Knows where each resource stood, so that a refusal can name it.
/// </summary>
public sealed class Packet
{
    readonly Addresses addresses = new();

    public required ServiceRequest Order { get; init; }
    /// <summary>FHIRPath of the ServiceRequest in the request, e.g. <c>Bundle.entry[5].resource</c>.</summary>
    public required string Path { get; init; }
    /// <summary>Sent as a message, whose guide leaves open how an order says when.</summary>
    public bool IsMessage { get; private init; }
    /// <summary>All but the order itself, contained ones too, as sent.</summary>
    public IReadOnlyList<Resource> Resources => addresses.Others;

    /// <exception cref="RefusalException">Not a transaction with exactly one ServiceRequest, nor a ServiceRequest; or something no request may have.</exception>
    public static Packet Of(Resource resource)
    {
        Limits.Check(resource);
        Forbidden.Remove(resource);
        return resource switch
        {
            Bundle bundle => OfTransaction(bundle),
            ServiceRequest order => OfContained(order),
            _ => throw Refuse(RefusalKind.Unprocessable, "unsupported-resource", "Send a transaction Bundle or a ServiceRequest.", resource.TypeName),
        };
    }

    static Packet OfTransaction(Bundle bundle)
    {
        if (bundle.Type != Bundle.BundleType.Transaction)
            throw Refuse(RefusalKind.Unprocessable, "not-a-transaction", "A referral is sent as a Bundle of type transaction.", "Bundle.type");
        if (bundle.Entry.Count is 0 or > Limits.Resources)
            throw Refuse(RefusalKind.Unprocessable, "entry-count", "A referral's transaction has 1 to 100 entries.", "Bundle.entry");
        for (var i = 0; i < bundle.Entry.Count; i++)
        {
            if (bundle.Entry[i].Resource is null) throw Refuse(RefusalKind.Invalid, "no-resource", "Every entry of the transaction carries a resource.", $"Bundle.entry[{i}].resource");
            if (bundle.Entry[i].Request is not { Method: Bundle.HTTPVerb.POST or Bundle.HTTPVerb.PUT })
                throw Refuse(RefusalKind.Unprocessable, "unsupported-method", "Every entry of a referral's transaction is a POST.", $"Bundle.entry[{i}].request.method");
        }
        var orders = bundle.Entry.Select((e, i) => (e.Resource, Index: i)).Where(e => e.Resource is ServiceRequest).ToList();
        if (orders.Count != 1)
            throw Refuse(RefusalKind.Unprocessable, "one-order", "A transaction carries exactly one ServiceRequest: send one referral at a time.", "Bundle.entry");
        var packet = new Packet { Order = (ServiceRequest)orders[0].Resource!, Path = $"Bundle.entry[{orders[0].Index}].resource" };
        for (var i = 0; i < bundle.Entry.Count; i++)
            packet.addresses.Add(bundle.Entry[i].Resource!, bundle.Entry[i].FullUrl, $"Bundle.entry[{i}]", $"Bundle.entry[{i}].resource", isOrder: i == orders[0].Index);
        return packet;
    }

    /// <summary>The order of a message, with what belongs to it.</summary>
    /// <param name="belongs">Of the entries' resources, which are kept.</param>
    public static Packet OfMessage(Bundle message, ServiceRequest order, Func<Resource, bool> belongs)
    {
        var packet = new Packet { Order = order, Path = $"Bundle.entry[{message.Entry.FindIndex(e => e.Resource == order)}].resource", IsMessage = true };
        for (var i = 0; i < message.Entry.Count; i++)
            if (belongs(message.Entry[i].Resource!))
                packet.addresses.Add(message.Entry[i].Resource!, message.Entry[i].FullUrl, $"Bundle.entry[{i}]", $"Bundle.entry[{i}].resource", isOrder: message.Entry[i].Resource == order);
        return packet;
    }

    static Packet OfContained(ServiceRequest order)
    {
        var packet = new Packet { Order = order, Path = "ServiceRequest" };
        packet.addresses.Add(order, null, "ServiceRequest", "ServiceRequest", isOrder: true);
        return packet;
    }

    /// <summary>FHIRPath of a resource of the request.</summary>
    public string PathOf(Resource resource) => addresses.PathOf(resource);

    /// <summary>What a reference in <paramref name="from"/> points to within the request; null when nothing answers to it.</summary>
    /// <exception cref="RefusalException">More than one resource answers to it.</exception>
    public Resource? Find(ResourceReference reference, Resource from) => addresses.Find(reference, from);

    /// <summary>The resource that a reference points to within the request.</summary>
    /// <param name="from">Whose reference it is; the order's when left out.</param>
    /// <exception cref="RefusalException">Nothing in the request answers to it, or it is of another type.</exception>
    public (T Resource, string Path) Resolve<T>(ResourceReference reference, string path, Resource? from = null) where T : Resource => Find(reference, from ?? Order) switch
    {
        null => throw Refuse(RefusalKind.Unprocessable, "dangling-reference", "Nothing in this request answers to the reference: send the resource with it.", $"{path}.reference"),
        T resource => (resource, addresses.PathOf(resource)),
        _ => throw Refuse(RefusalKind.Unprocessable, "wrong-reference", $"A {typeof(T).Name} is expected here.", $"{path}.reference"),
    };

    /// <summary>True when it is said to be about a patient, and that patient is certainly not the order's.</summary>
    public bool IsAboutAnother(ResourceReference? subject, Resource from) =>
        subject is not null && (subject.Reference is not null || subject.Identifier is not null) && Find(subject, from) != Find(Order.Subject, Order);

    internal static RefusalException Refuse(RefusalKind kind, string code, string text, string expression) =>
        new(new Refusal(kind, code, text, expression));
}
