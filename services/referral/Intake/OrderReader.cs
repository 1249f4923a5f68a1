using System.Globalization;
using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using static ClinicNetwork.Referrals.Packet;
using FhirPatient = Hl7.Fhir.Model.Patient;

namespace ClinicNetwork.Referrals;

/// <summary>Reads an <see cref="Order"/> from a packet: what the network's profile of a referral demands, with refusals that name the element.</summary>
public static class OrderReader
{
    public const string KindSystem = "https://clinicnetwork.example/fhir/CodeSystem/service-kind";

    /// <exception cref="RefusalException">The packet breaks the profile: one refusal, the first found.</exception>
    /// <returns>The order, and the ServiceRequest that is kept of it: everything it refers to contained in it, forbidden identifiers removed, as FHIR JSON.</returns>
    public static (Order Order, string ServiceRequest) Read(Packet packet, string client, Partner partner, Pseudonyms pseudonyms, ClinicTime time)
    {
        var (order, path, doubts) = (packet.Order, packet.Path, new List<string>());
        var placer = ReadPlacer(order, path, partner);
        if (order.Status is not (RequestStatus.Active or RequestStatus.Draft or RequestStatus.OnHold))
            throw Refuse(RefusalKind.Unprocessable, "not-active", "A new referral's order is active; to cancel one, update it with status revoked.", $"{path}.status");
        if (order.DoNotPerform == true)
            throw Refuse(RefusalKind.Unprocessable, "do-not-perform", "This order asks that the treatment is not given, and so cannot be a referral: send an order for what is to be done.", $"{path}.doNotPerform");
        if (order.Subject?.Reference is null && order.Subject?.Identifier is null)
            throw Refuse(RefusalKind.Unprocessable, "patient-missing", "The order names no patient.", $"{path}.subject");
        var (patient, patientPath) = packet.Resolve<FhirPatient>(order.Subject, $"{path}.subject");
        var (visits, concepts) = (Timings.Visits(order, path, doubts), Diagnoses.Read(packet, doubts));
        ReadService(order, doubts);
        List<CoverageDetails> coverages = Coverages.Read(packet, time, doubts);
        var read = new Order
        {
            Placer = placer,
            Partner = client,
            Chain = partner.Chain,
            Priority = (order.Priority ?? RequestPriority.Routine).ToString().ToLowerInvariant(),
            ServiceKind = ReadKind(order, path),
            Visits = visits,
            Cadence = Timings.Cadence(packet, visits, doubts),
            Techniques = ReadTechniques(order, path, doubts),
            Diagnoses = [.. concepts.SelectMany(c => c.Codings)],
            Concepts = concepts,
            Beside = Diagnoses.Beside(packet),
            Requests = ReadRequests(order, path),
            Patient = Patients.Read(patient, patientPath, client, partner, pseudonyms, time, doubts),
            Coverage = coverages.FirstOrDefault(),
            OtherCoverages = [.. coverages.Skip(1)],
            HasPrescription = order is { Status: RequestStatus.Active, Intent: RequestIntent.Order or RequestIntent.OriginalOrder or RequestIntent.FillerOrder },
            IsDraft = order.Status is RequestStatus.Draft,
            AuthoredOn = order.AuthoredOn is { Length: > 10 } authored && DateTimeOffset.TryParse(authored, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var on) ? on : null,
            NotBefore = Timings.NotBefore(order, time),
            Weekdays = Timings.Weekdays(order),
            Doubts = [.. doubts.Distinct(StringComparer.Ordinal)],
            Fingerprint = "",
        };
        var serviceRequest = PacketCopy.Write(packet);
        return (read with { Fingerprint = Content.Hash(serviceRequest) }, serviceRequest);
    }

    /// <summary>Word for word (S7).</summary>
    static List<string> ReadRequests(ServiceRequest order, string path)
    {
        if (order.Note.Count > Limits.Notes)
            throw Refuse(RefusalKind.Unprocessable, "too-many-notes", $"An order has at most {Limits.Notes} notes: join them.", $"{path}.note");
        var tooLong = order.Note.FindIndex(n => n.Text?.Length > Limits.NoteLength);
        if (tooLong >= 0 || order.PatientInstruction?.Length > Limits.NoteLength)
            throw Refuse(RefusalKind.Unprocessable, "note-too-long", $"A note has at most {Limits.NoteLength} characters: a therapist reads it before each visit.",
                tooLong >= 0 ? $"{path}.note[{tooLong}].text" : $"{path}.patientInstruction");
        return [.. order.Note.Select(n => n.Text).Append(order.PatientInstruction).OfType<string>().Where(t => !string.IsNullOrWhiteSpace(t))];
    }

    /// <summary>
    /// Codes that mean massage: the network's own, SNOMED CT 387854002 |Massage|, CPT 97124 and 97140 (massage, manual therapy); and 3457005
    /// |Patient referral|, with which HL7 BSeR's orders name no service at all.
    /// </summary>
    static readonly HashSet<(string, string)> Massage =
    [
        ("https://clinicnetwork.example/fhir/CodeSystem/service", "medical-massage"), (CodeSystems.Snomed, "387854002"), (CodeSystems.Snomed, "3457005"),
        ("http://www.ama-assn.org/go/cpt", "97124"), ("http://www.ama-assn.org/go/cpt", "97140"),
    ];

    /// <summary>An order for something else than massage reached the wrong door; a person says so.</summary>
    static void ReadService(ServiceRequest order, List<string> doubts)
    {
        if (order.Code is not { } code) return;
        var isMassage = code.Coding.Count > 0
            ? code.Coding.Exists(c => c.Code is not null && Massage.Contains((c.System ?? "", c.Code)))
            : code.Text?.Contains("massage", StringComparison.OrdinalIgnoreCase) != false;
        if (!isMassage) doubts.Add("The order's code names another service than massage: a coordinator asks the referrer.");
    }

    /// <summary>The placer identifier: the one typed PLAC, else the only one. Its system must be registered to the partner; without one it is the sender's own number.</summary>
    internal static Identifier ReadPlacer(ServiceRequest order, string path, Partner partner)
    {
        var index = order.Identifier.FindIndex(i => i.Type?.Coding.Any(c => c.Code == "PLAC") == true);
        if (index < 0 && order.Identifier.Count == 1) index = 0;
        if (index < 0)
            throw Refuse(RefusalKind.Unprocessable, "placer-missing", "The order carries no placer identifier (type PLAC): it is how a repetition is recognised.", $"{path}.identifier");
        var (system, value) = (order.Identifier[index].System, order.Identifier[index].Value);
        if (string.IsNullOrWhiteSpace(value) || (system?.Length ?? 0) + value.Length > 500)
            throw Refuse(RefusalKind.Unprocessable, "placer-incomplete", "The placer identifier needs a value, 500 characters together with its system at most.", $"{path}.identifier[{index}]");
        if (string.IsNullOrWhiteSpace(system)) return new("", value);
        if (!partner.IdentifierSystems.Contains(system))
            throw Refuse(RefusalKind.Forbidden, "foreign-system", "This identifier system is not registered to the sending partner: ask the network to register it.", $"{path}.identifier[{index}].system");
        return new(system, value);
    }

    static string ReadKind(ServiceRequest order, string path)
    {
        var coding = order.Category.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == KindSystem);
        return coding?.Code switch
        {
            null or "medical" => "medical",
            "spa" => "spa",
            _ => throw Refuse(RefusalKind.Unprocessable, "unknown-service-kind", "The service kind is medical or spa.", $"{path}.category"),
        };
    }

    /// <summary>The codings of one detail are alternatives: ours decides, translations beside it do not disturb.</summary>
    static List<string> ReadTechniques(ServiceRequest order, string path, List<string> doubts)
    {
        var techniques = new List<string>();
        for (var i = 0; i < order.OrderDetail.Count; i++)
        {
            var codings = order.OrderDetail[i].Coding;
            if (codings.Count == 0 && order.OrderDetail[i].Text is not null) doubts.Add("A technique is asked for in words only: a coordinator reads it.");
            var isTranslated = codings.Exists(c => c.System == Technique.System);
            for (var j = 0; j < codings.Count; j++)
            {
                var coding = codings[j];
                if (coding.System != Technique.System && isTranslated) continue;
                if (coding.System != Technique.System || coding.Code is null || !Technique.All.Contains(coding.Code))
                    throw Refuse(RefusalKind.Unprocessable, "unknown-technique",
                        $"This technique is not one of the certified ones: {string.Join(", ", Technique.All)}.", $"{path}.orderDetail[{i}].coding[{j}]");
                if (!techniques.Contains(coding.Code)) techniques.Add(coding.Code);
            }
        }
        return techniques;
    }
}
