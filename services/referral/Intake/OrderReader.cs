using System.Globalization;
using ClinicNetwork.Contracts;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using static ClinicNetwork.Referrals.Packet;
using FhirCoverage = Hl7.Fhir.Model.Coverage;
using FhirPatient = Hl7.Fhir.Model.Patient;

namespace ClinicNetwork.Referrals;

/// <summary>Reads an <see cref="Order"/> from a packet: what the network's profile of a referral demands, with refusals that name the element.</summary>
public static class OrderReader
{
    public const string KindSystem = "https://clinicnetwork.example/fhir/CodeSystem/service-kind";

    /// <exception cref="RefusalException">The packet breaks the profile: one refusal, the first found.</exception>
    /// <returns>The order, and the ServiceRequest that is kept of it: everything it refers to contained in it, forbidden identifiers removed, as FHIR JSON.</returns>
    public static (Order Order, string ServiceRequest) Read(Packet packet, string client, Partner partner, Pseudonyms pseudonyms)
    {
        var (order, path) = (packet.Order, packet.Path);
        var placer = ReadPlacer(order, path, partner);
        if (order.Status is not (RequestStatus.Active or RequestStatus.Draft or RequestStatus.OnHold))
            throw Refuse(RefusalKind.Unprocessable, "not-active", "A new referral's order is active; to cancel one, update it with status revoked.", $"{path}.status");
        if (order.Subject?.Reference is null)
            throw Refuse(RefusalKind.Unprocessable, "patient-missing", "The order names no patient.", $"{path}.subject");
        var (patient, patientPath) = packet.Resolve<FhirPatient>(order.Subject, $"{path}.subject");
        var chain = partner.Chain;
        var serviceRequest = PacketCopy.Write(packet);
        return (new Order
        {
            Placer = placer,
            Partner = client,
            Chain = chain,
            Priority = (order.Priority ?? RequestPriority.Routine).ToString().ToLowerInvariant(),
            ServiceKind = ReadKind(order, path),
            Visits = ReadVisits(order, path),
            Cadence = ReadCadence(order, path),
            Techniques = ReadTechniques(order, path),
            Diagnoses = ReadDiagnoses(packet),
            Requests = [.. order.Note.Select(n => n.Text).Where(t => !string.IsNullOrWhiteSpace(t)).Append(order.PatientInstruction).OfType<string>()],
            Patient = ReadPatient(patient, patientPath, client, chain, pseudonyms),
            Coverage = ReadCoverage(packet),
            HasPrescription = order is { Status: RequestStatus.Active, Intent: RequestIntent.Order or RequestIntent.OriginalOrder or RequestIntent.FillerOrder },
            AuthoredOn = order.AuthoredOn is { } authored && DateTimeOffset.TryParse(authored, CultureInfo.InvariantCulture, out var on) ? on : null,
            NotBefore = (order.Occurrence as Timing)?.Repeat?.Bounds is Period bounds ? Day(bounds.Start) : null,
            Fingerprint = ReferralIds.Hash(serviceRequest),
        }, serviceRequest);
    }

    /// <summary>The placer identifier: the one typed PLAC, else the only one. Its system must be registered to the partner.</summary>
    static Identifier ReadPlacer(ServiceRequest order, string path, Partner partner)
    {
        var index = order.Identifier.FindIndex(i => i.Type?.Coding.Any(c => c.Code == "PLAC") == true);
        if (index < 0 && order.Identifier.Count == 1) index = 0;
        if (index < 0)
            throw Refuse(RefusalKind.Unprocessable, "placer-missing", "The order carries no placer identifier (type PLAC): it is how a repetition is recognised.", $"{path}.identifier");
        var (system, value) = (order.Identifier[index].System, order.Identifier[index].Value);
        if (string.IsNullOrWhiteSpace(system) || string.IsNullOrWhiteSpace(value) || system.Length + value.Length > 500)
            throw Refuse(RefusalKind.Unprocessable, "placer-incomplete", "The placer identifier needs a system and a value, 500 characters together at most.", $"{path}.identifier[{index}]");
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

    static int ReadVisits(ServiceRequest order, string path) =>
        order.Quantity is Quantity { Value: { } visits } && visits == decimal.Truncate(visits) && visits is >= 1 and <= 60
            ? (int)visits
            : throw Refuse(RefusalKind.Unprocessable, "visits-missing", "The order prescribes a whole number of visits, 1 to 60, as quantityQuantity.", $"{path}.quantity");

    /// <summary>Once a week where nothing is said.</summary>
    static Cadence ReadCadence(ServiceRequest order, string path)
    {
        if (order.Occurrence is null) return new(1, 1, "wk");
        if (order.Occurrence is not Timing { Repeat: { } repeat })
            throw Refuse(RefusalKind.Unprocessable, "cadence-missing", "Say how often as occurrenceTiming.repeat (frequency, period, periodUnit).", $"{path}.occurrence");
        var (frequency, period, unit) = (repeat.Frequency ?? 1, repeat.Period ?? 1, repeat.PeriodUnit?.ToString().ToLowerInvariant() ?? "wk");
        if (frequency is < 1 or > 7 || period is < 1 or > 12 || period != decimal.Truncate(period) || unit is not ("d" or "wk" or "mo"))
            throw Refuse(RefusalKind.Unprocessable, "cadence-out-of-range", "The cadence is 1–7 visits in every 1–12 days (d), weeks (wk) or months (mo).", $"{path}.occurrence.repeat");
        return new(frequency, (int)period, unit);
    }

    static List<string> ReadTechniques(ServiceRequest order, string path)
    {
        var techniques = new List<string>();
        for (var i = 0; i < order.OrderDetail.Count; i++)
            for (var j = 0; j < order.OrderDetail[i].Coding.Count; j++)
            {
                var coding = order.OrderDetail[i].Coding[j];
                if (coding.System != Technique.System || coding.Code is null || !Technique.All.Contains(coding.Code))
                    throw Refuse(RefusalKind.Unprocessable, "unknown-technique",
                        $"This technique is not one of the certified ones: {string.Join(", ", Technique.All)}.", $"{path}.orderDetail[{i}].coding[{j}]");
                if (!techniques.Contains(coding.Code)) techniques.Add(coding.Code);
            }
        return techniques;
    }

    static List<Coding> ReadDiagnoses(Packet packet)
    {
        var conditions = packet.Order.ReasonReference.Select((r, i) => packet.Resolve<Condition>(r, $"{packet.Path}.reasonReference[{i}]").Resource);
        return [.. packet.Order.ReasonCode.Concat(conditions.Select(c => c.Code).OfType<CodeableConcept>())
            .SelectMany(c => c.Coding).Where(c => c.System is not null && c.Code is not null).Select(c => new Coding(c.System!, c.Code!, c.Display))];
    }

    static Patient ReadPatient(FhirPatient patient, string path, string client, string chain, Pseudonyms pseudonyms)
    {
        if (patient.Name.FirstOrDefault() is not { } name)
            throw Refuse(RefusalKind.Unprocessable, "name-missing", "The patient has no name.", $"{path}.name");
        var words = $"{string.Join(' ', name.Given)} {name.Family}".Trim();
        var record = patient.Identifier.FirstOrDefault(i => i.Type?.Coding.Any(c => c.Code == "MR") == true)
            ?? patient.Identifier.FirstOrDefault(i => !PacketCopy.IsForbidden(i));
        var place = patient.Address.SelectMany(a => a.Extension).FirstOrDefault(e => e.Url == "http://hl7.org/fhir/StructureDefinition/geolocation");
        return new()
        {
            Key = pseudonyms.Of($"{chain}\n{record?.System ?? client}\n{record?.Value ?? $"{words}\n{patient.BirthDate}"}"),
            Name = words is "" ? name.Text ?? "" : words,
            Gender = patient.Gender?.ToString().ToLowerInvariant(),
            BirthDate = Day(patient.BirthDate),
            Deceased = patient.Deceased switch { FhirBoolean b => b.Value == true, null => false, _ => true },
            Latitude = Degrees(place, "latitude", 90),
            Longitude = Degrees(place, "longitude", 180),
        };
    }

    static double? Degrees(Extension? place, string url, int limit) =>
        place?.Extension.FirstOrDefault(e => e.Url == url)?.Value is FhirDecimal { Value: { } value } && Math.Abs(value) <= limit ? (double)value : null;

    static CoverageDetails? ReadCoverage(Packet packet)
    {
        if (packet.Order.Insurance.FirstOrDefault() is not { } reference) return null;
        var (coverage, path) = packet.Resolve<FhirCoverage>(reference, $"{packet.Path}.insurance[0]");
        if (coverage.Payor.FirstOrDefault()?.Display is not { Length: > 0 } payer)
            throw Refuse(RefusalKind.Unprocessable, "payer-missing", "The coverage names no payer: give payor.display.", $"{path}.payor");
        return new()
        {
            Type = coverage.Type?.Coding.FirstOrDefault()?.Code,
            Payer = payer,
            SubscriberId = coverage.SubscriberId,
            ClaimNumber = coverage.Identifier.FirstOrDefault(i => i.Type?.Text?.Contains("claim", StringComparison.OrdinalIgnoreCase) == true)?.Value,
            Status = coverage.Status?.ToString().ToLowerInvariant() ?? "active",
            PeriodStart = Day(coverage.Period?.Start),
            PeriodEnd = Day(coverage.Period?.End),
        };
    }

    static DateOnly? Day(string? fhirDate) =>
        DateOnly.TryParseExact(fhirDate?.Length >= 10 ? fhirDate[..10] : fhirDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
