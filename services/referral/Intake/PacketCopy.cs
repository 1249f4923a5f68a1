using System.Text;
using System.Text.Json;
using ClinicNetwork.Fhir;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>
/// The packet that is kept: the ServiceRequest with what it refers to contained in it. Only listed parts of a patient
/// are kept, so that a social security, licence or passport number has no way in.
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
        ForbiddenWords.Any(w => identifier.System?.Contains(w, StringComparison.OrdinalIgnoreCase) == true ||
                                identifier.Type?.Text?.Contains(w, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>
    /// FHIR JSON, the same for the same order whatever ids the sender gave its resources. Takes the packet's resources over:
    /// they were read for this one request, and copying them first would cost as much as all the rest.
    /// </summary>
    public static string Write(Packet packet)
    {
        var ids = new Dictionary<Resource, string>(ReferenceEqualityComparer.Instance);
        var contained = new List<Resource>();
        foreach (var (_, _, resource) in packet.Known)
        {
            if (resource == packet.Order || ids.ContainsKey(resource)) continue;
            var kept = Keep(resource);
            kept.Id = $"{resource.TypeName.ToLowerInvariant()}-{contained.Count(c => c.TypeName == resource.TypeName) + 1}";
            ids[resource] = kept.Id;
            contained.Add(kept);
        }
        (packet.Order.Id, packet.Order.Meta, packet.Order.Text, packet.Order.Contained) = (null, null, null, contained);
        var json = new StringBuilder(FhirJson.Write(packet.Order));
        foreach (var (reference, _, resource) in packet.Known.Where(k => ids.ContainsKey(k.Resource)))
            json.Replace($"\"reference\":\"{JsonEncodedText.Encode(reference)}\"", $"\"reference\":\"#{ids[resource]}\"");
        return json.ToString();
    }

    static Resource Keep(Resource resource)
    {
        if (resource is Hl7.Fhir.Model.Patient patient)
            return new Hl7.Fhir.Model.Patient
            {
                Identifier = [.. patient.Identifier.Where(i => !IsForbidden(i))],
                Name = patient.Name,
                Telecom = patient.Telecom,
                Gender = patient.Gender,
                BirthDateElement = patient.BirthDateElement,
                Deceased = patient.Deceased,
                Address = patient.Address,
                Communication = patient.Communication,
            };
        resource.Meta = null;
        if (resource is DomainResource domain)
        {
            domain.Text = null;
            domain.Contained = [.. domain.Contained.Select(Keep)];
        }
        if (resource is IIdentifiable<List<Hl7.Fhir.Model.Identifier>> identified) identified.Identifier.RemoveAll(IsForbidden);
        return resource;
    }
}
