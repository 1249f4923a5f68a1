using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>
/// The packet that is kept: the ServiceRequest with everything that came with it contained in it, under ids of our own.
/// </summary>
static class PacketCopy
{
    /// <summary>
    /// FHIR JSON, the same for the same order whatever ids the sender gave its resources and in whatever order they came. Takes
    /// the packet's resources over: they were read for this one request, and copying them first would cost as much as all the rest.
    /// </summary>
    public static string Write(Packet packet)
    {
        var order = packet.Order;
        List<Resource> resources = [.. packet.Resources];
        foreach (var domain in resources.Append(order).OfType<DomainResource>()) domain.Contained = [];
        var references = References(packet);
        // The element stays, for it may have extensions of its own.
        foreach (var (reference, _, _) in references) reference.ReferenceElement!.Value = null;
        foreach (var resource in resources) (resource.Id, resource.Meta) = (null, null);
        // What a contained resource may have of meta is nothing (R4 dom-4, dom-5); the order keeps what does not change from one sending to the next.
        order.Meta = order.Meta is { } meta && (meta.Security.Count > 0 || meta.Tag.Count > 0 || meta.Profile.Any())
            ? new() { Security = meta.Security, Tag = meta.Tag, Profile = meta.Profile } : null;
        order.Id = null;

        Number(resources, references);
        foreach (var (reference, target, _) in references) reference.ReferenceElement!.Value = target == order ? "#" : $"#{target.Id}";
        order.Contained = resources;
        return FhirJson.Write(order);
    }

    /// <summary>
    /// Every reference that something in the packet answers to, and whose it is, in the order of reading. A resource inside a
    /// Bundle or Parameters that came along keeps its own: they may lead to what lies beside it there.
    /// </summary>
    static List<(ResourceReference Reference, Resource Target, Resource Owner)> References(Packet packet)
    {
        var found = new List<(ResourceReference, Resource, Resource)>();
        foreach (var owner in packet.Resources.Prepend(packet.Order))
            Tree.Visit(owner, packet.PathOf(owner), (element, _, at) =>
            {
                if (element is not ResourceReference { Reference: { } address } reference) return;
                if (packet.Find(reference, owner) is { } target) found.Add((reference, target, owner));
                // It would lead to whatever has this id among ours.
                else if (address.StartsWith('#'))
                    throw Packet.Refuse(RefusalKind.Unprocessable, "dangling-reference", "Nothing that is contained here answers to the reference: contain the resource, or leave the reference out.", $"{at()}.reference");
            }, goesInto: inner => inner is not Resource);
        return found;
    }

    /// <summary>Ids by type and content, so that the order in which they were sent makes no difference.</summary>
    static void Number(List<Resource> resources, List<(ResourceReference Reference, Resource Target, Resource Owner)> references)
    {
        var keys = new Dictionary<Resource, string>(ReferenceEqualityComparer.Instance);
        var several = resources.GroupBy(r => r.TypeName).Where(g => g.Count() > 1).SelectMany(g => g).ToHashSet<Resource>(ReferenceEqualityComparer.Instance);
        foreach (var resource in resources) keys[resource] = several.Contains(resource) ? Content.Hash(FhirJson.Write(resource)) : resource.TypeName;
        if (several.Count > 0)
        {
            // Alike but for what they refer to, or for what refers to them: two rounds tell them apart as far as an order nests.
            for (var round = 0; round < 2; round++)
            {
                var outward = references.ToLookup(r => r.Owner, r => keys.GetValueOrDefault(r.Target, "order"), ReferenceEqualityComparer.Instance);
                keys = resources.ToDictionary(r => r, r => several.Contains(r) ? ReferralIds.Hash($"{keys[r]}\n{string.Join('\n', outward[r])}") : keys[r], (IEqualityComparer<Resource>)ReferenceEqualityComparer.Instance);
            }
        }
        var first = new Dictionary<Resource, int>(ReferenceEqualityComparer.Instance);
        foreach (var (_, target, _) in references) first.TryAdd(target, first.Count);
        var sorted = resources.OrderBy(r => r.TypeName, StringComparer.Ordinal).ThenBy(r => keys[r], StringComparer.Ordinal).ThenBy(r => first.GetValueOrDefault(r, int.MaxValue)).ToList();
        resources.Clear();
        resources.AddRange(sorted);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var resource in resources)
            resource.Id = $"{resource.TypeName.ToLowerInvariant()}-{counts[resource.TypeName] = counts.GetValueOrDefault(resource.TypeName) + 1}";
    }
}
