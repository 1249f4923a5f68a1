using Hl7.Fhir.Model;

namespace ClinicNetwork.Referral;

/// <summary>
/// The packet that is kept: the ServiceRequest with what it refers to contained in it. Only listed parts of a patient
/// are copied, so that a social security, licence or passport number has no way in.
/// </summary>
public static class PacketCopy
{
    static readonly HashSet<string> ForbiddenTypes = ["SS", "SB", "DL", "PPN", "NI", "TAX"];
    static readonly string[] ForbiddenWords = ["ssn", "social", "passport", "driver", "licen"];

    /// <summary>Numbers that the network never stores: HL7 v2-0203 types and the systems known for them.</summary>
    public static bool IsForbidden(Hl7.Fhir.Model.Identifier identifier) =>
        identifier.Type?.Coding.Any(c => ForbiddenTypes.Contains(c.Code ?? "")) == true ||
        identifier.System is "urn:oid:2.16.840.1.113883.4.1" ||
        (identifier.System ?? "").StartsWith("urn:oid:2.16.840.1.113883.4.3.", StringComparison.Ordinal) ||
        ForbiddenWords.Any(w => $"{identifier.System} {identifier.Type?.Text}".Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>FHIR JSON, the same for the same order whatever ids the sender gave its resources.</summary>
    public static string Write(Packet packet)
    {
        var ids = new Dictionary<string, string>();
        var contained = new List<Resource>();
        foreach (var (reference, _, resource) in packet.Known.Where(k => k.Resource != packet.Order))
        {
            var known = contained.FindIndex(c => c.HasAnnotation(resource));
            if (known < 0)
            {
                var copy = Copy(resource);
                copy.Id = $"{resource.TypeName.ToLowerInvariant()}-{contained.Count(c => c.TypeName == resource.TypeName) + 1}";
                copy.AddAnnotation(new Source(resource));
                known = contained.Count;
                contained.Add(copy);
            }
            ids.TryAdd(reference, $"#{contained[known].Id}");
        }
        var order = (ServiceRequest)packet.Order.DeepCopy();
        (order.Id, order.Meta, order.Text, order.Contained) = (null, null, null, contained);
        foreach (var reference in References([order, .. contained]))
            if (reference.Reference is { } target && ids.TryGetValue(target, out var id)) reference.Reference = id;
        return FhirJson.Write(order);
    }

    sealed record Source(Resource Original);

    static bool HasAnnotation(this Resource copy, Resource original) =>
        copy.Annotations(typeof(Source)).OfType<Source>().Any(s => ReferenceEquals(s.Original, original));

    static Resource Copy(Resource resource)
    {
        if (resource is Hl7.Fhir.Model.Patient patient)
            return new Hl7.Fhir.Model.Patient
            {
                Identifier = [.. patient.Identifier.Where(i => !IsForbidden(i))],
                Name = patient.Name, Telecom = patient.Telecom, Gender = patient.Gender, BirthDate = patient.BirthDate,
                Deceased = patient.Deceased, Address = patient.Address, Communication = patient.Communication,
            };
        var copy = (Resource)resource.DeepCopy();
        copy.Meta = null;
        if (copy is DomainResource domain) domain.Text = null;
        foreach (var (parent, name) in Elements(copy).OfType<IIdentifiable<List<Hl7.Fhir.Model.Identifier>>>().Select(i => (i, "identifier")))
            parent.Identifier.RemoveAll(IsForbidden);
        return copy;
    }

    static IEnumerable<ResourceReference> References(IEnumerable<Base> roots) => roots.SelectMany(Elements).OfType<ResourceReference>();

    static IEnumerable<Base> Elements(Base root)
    {
        yield return root;
        foreach (var child in root.EnumerateElements().SelectMany(e => e.Value is IEnumerable<Base> many ? many : e.Value is Base one ? [one] : Enumerable.Empty<Base>()))
            foreach (var element in Elements(child))
                yield return element;
    }
}
