using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>
/// The ServiceRequest of a request and what it refers to, whichever way it came: as a transaction Bundle, or with
/// contained resources. Knows where each resource stood, so that a refusal can name it.
/// </summary>
public sealed class Packet
{
    readonly List<(string Reference, string Path, Resource Resource)> known = [];

    public required ServiceRequest Order { get; init; }
    /// <summary>FHIRPath of the ServiceRequest in the request, e.g. <c>Bundle.entry[5].resource</c>.</summary>
    public required string Path { get; init; }
    public IReadOnlyList<(string Reference, string Path, Resource Resource)> Known => known;

    /// <exception cref="RefusalException">Not a transaction with exactly one ServiceRequest, nor a ServiceRequest.</exception>
    public static Packet Of(Resource resource) => resource switch
    {
        Bundle bundle => OfTransaction(bundle),
        ServiceRequest order => OfContained(order),
        _ => throw Refuse(RefusalKind.Unprocessable, "unsupported-resource", "Send a transaction Bundle or a ServiceRequest.", resource.TypeName),
    };

    static Packet OfTransaction(Bundle bundle)
    {
        if (bundle.Type != Bundle.BundleType.Transaction)
            throw Refuse(RefusalKind.Unprocessable, "not-a-transaction", "A referral is sent as a Bundle of type transaction.", "Bundle.type");
        if (bundle.Entry.Count is 0 or > 100)
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
        {
            var (entry, content, path) = (bundle.Entry[i], bundle.Entry[i].Resource!, $"Bundle.entry[{i}].resource");
            if (entry.FullUrl is { Length: > 0 } url) packet.known.Add((url, path, content));
            if (content.Id is { Length: > 0 } id) packet.known.Add(($"{content.TypeName}/{id}", path, content));
        }
        return packet;
    }

    static Packet OfContained(ServiceRequest order)
    {
        var packet = new Packet { Order = order, Path = "ServiceRequest" };
        for (var i = 0; i < order.Contained.Count; i++)
            packet.known.Add(($"#{order.Contained[i].Id}", $"ServiceRequest.contained[{i}]", order.Contained[i]));
        return packet;
    }

    /// <summary>The resource that a reference points to within the request.</summary>
    /// <exception cref="RefusalException">Nothing in the request answers to it, or it is of another type.</exception>
    public (T Resource, string Path) Resolve<T>(ResourceReference reference, string path) where T : Resource
    {
        var found = known.FirstOrDefault(k => k.Reference == reference.Reference);
        return found.Resource switch
        {
            null => throw Refuse(RefusalKind.Unprocessable, "dangling-reference", "Nothing in this request answers to the reference: send the resource with it.", $"{path}.reference"),
            T resource => (resource, found.Path),
            _ => throw Refuse(RefusalKind.Unprocessable, "wrong-reference", $"A {typeof(T).Name} is expected here.", $"{path}.reference"),
        };
    }

    internal static RefusalException Refuse(RefusalKind kind, string code, string text, string expression) =>
        new(new Refusal(kind, code, text, expression));
}
