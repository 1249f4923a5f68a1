using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using static ClinicNetwork.Referrals.Packet;
using FhirPatient = Hl7.Fhir.Model.Patient;

namespace ClinicNetwork.Referrals;

/// <summary>The patient of an order: which of several names, addresses and numbers is meant, by their use and period (FHIR R4, HumanName.use and Address.use).</summary>
static class Patients
{
    const string Geolocation = "http://hl7.org/fhir/StructureDefinition/geolocation";
    const string AbsentReason = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    const string NameWithheld = "Name to be confirmed";

    public static Patient Read(FhirPatient patient, string path, string client, Partner partner, Pseudonyms pseudonyms, ClinicTime time, ICollection<string> doubts)
    {
        if (patient.Name.Count == 0) throw Refuse(RefusalKind.Unprocessable, "name-missing", "The patient has no name.", $"{path}.name");
        if (patient.Active == false || patient.Link.Any(l => l.Type is FhirPatient.LinkType.ReplacedBy))
            doubts.Add("The patient's record is no longer in use at the hospital, or another has replaced it: a coordinator asks which one is meant.");
        var name = Name(patient, time);
        if (name is null) doubts.Add("The patient's name is withheld or is not one used today: a coordinator asks the referrer.");
        var words = name is null ? NameWithheld : Words(name);
        if (words.Length > Limits.NameLength) throw Refuse(RefusalKind.Unprocessable, "words-too-long", $"A name has at most {Limits.NameLength} characters.", $"{path}.name");
        var place = Home(patient, time)?.Extension.FirstOrDefault(e => e.Url == Geolocation);
        return new()
        {
            Key = pseudonyms.Of(Record(patient, client, partner, time) ?? $"{partner.Chain}\n{client}\n{words}\n{patient.BirthDate}"),
            Name = words,
            Likeness = name is not null && patient.BirthDate is { Length: 10 } born ? pseudonyms.Of($"like\n{partner.Chain}\n{string.Join(' ', words.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries))}\n{born}") : null,
            NameKeys = name is null ? [] : PatientNames.Keys(pseudonyms, partner.Chain, name.Family ?? words.Split(' ')[^1], name.Given.Any() ? name.Given : words.Split(' ')[..^1], patient.BirthDate),
            Telecom = Telecoms(patient, time),
            Gender = patient.Gender?.ToString().ToLowerInvariant(),
            BirthDate = patient.BirthDate is { Length: 10 } day ? time.First(day) : null,
            Deceased = patient.Deceased switch { FhirBoolean b => b.Value == true, null => false, _ => true },
            Latitude = Degrees(place, "latitude", 90),
            Longitude = Degrees(place, "longitude", 180),
        };
    }

    /// <summary>Official, else usual, else one without a use, valid today. Never an old or maiden name, nor one that is masked.</summary>
    static HumanName? Name(FhirPatient patient, ClinicTime time) => patient.Name
        .Where(n => n.Use is not (HumanName.NameUse.Old or HumanName.NameUse.Maiden or HumanName.NameUse.Anonymous) && time.IsNow(n.Period) && !IsMasked(n) && Words(n) is not "")
        .OrderBy(n => n.Use switch
        {
            HumanName.NameUse.Official => 0,
            HumanName.NameUse.Usual => 1,
            null => 2,
            HumanName.NameUse.Temp => 3,
            _ => 4,
        }).FirstOrDefault();

    static bool IsMasked(HumanName name) => name.Extension.Concat(name.FamilyElement?.Extension ?? []).Concat(name.GivenElement.SelectMany(g => g.Extension)).Any(IsAbsence);

    static bool IsAbsence(Extension extension) => extension.Url == AbsentReason;

    static string Words(HumanName name) => $"{string.Join(' ', name.Given.Where(g => !string.IsNullOrWhiteSpace(g)))} {name.Family}".Trim() is { Length: > 0 } parts ? parts : (name.Text ?? "").Trim();

    /// <summary>Where the patient lives today: home, else one without a use, else where they stay for now. Never an old, billing, work or mailing address.</summary>
    static Address? Home(FhirPatient patient, ClinicTime time) => patient.Address
        .Where(a => a.Use is null or Address.AddressUse.Home or Address.AddressUse.Temp)
        .Where(a => a.Type is not Address.AddressType.Postal && time.IsNow(a.Period))
        .OrderBy(a => a.Use switch { Address.AddressUse.Home => 0, null => 1, _ => 2 })
        .ThenBy(a => a.Extension.Any(e => e.Url == Geolocation) ? 0 : 1).FirstOrDefault();

    const int LongestTelecom = 200;

    /// <summary>
    /// The best phone, SMS number and e-mail address of today: by rank, the lowest first (R4, ContactPoint.rank), then by use, a mobile before
    /// home and work. Never an old one, nor one that is masked; pagers, fax and web pages reach nobody.
    /// </summary>
    static List<Telecom> Telecoms(FhirPatient patient, ClinicTime time) => [.. patient.Telecom
        .Where(t => t.System is ContactPoint.ContactPointSystem.Phone or ContactPoint.ContactPointSystem.Sms or ContactPoint.ContactPointSystem.Email)
        .Where(t => t.Use is not ContactPoint.ContactPointUse.Old && time.IsNow(t.Period) && !string.IsNullOrWhiteSpace(t.Value) && t.Value.Length <= LongestTelecom)
        .Where(t => !t.Extension.Exists(IsAbsence) && t.ValueElement?.Extension.Exists(IsAbsence) != true)
        .OrderBy(t => t.Rank ?? int.MaxValue)
        .ThenBy(t => t.Use switch
        {
            ContactPoint.ContactPointUse.Mobile => 0,
            ContactPoint.ContactPointUse.Home => 1,
            null => 2,
            ContactPoint.ContactPointUse.Temp => 3,
            _ => 4,
        })
        .DistinctBy(t => t.System).Select(t => new Telecom(t.System.ToString()!.ToLowerInvariant(), t.Value!.Trim(), t.Use?.ToString().ToLowerInvariant()))];

    /// <summary>
    /// A record number means the same person to others only in a system that is registered to the sender; else, and without a
    /// system, it is a number of the sender's own.
    /// </summary>
    static string? Record(FhirPatient patient, string client, Partner partner, ClinicTime time)
    {
        var numbers = patient.Identifier.Where(i => !string.IsNullOrWhiteSpace(i.Value) && !Forbidden.Is(i) && i.Use is not Hl7.Fhir.Model.Identifier.IdentifierUse.Old && time.IsNow(i.Period)).ToList();
        var record = numbers.Find(i => IsRecord(i) && IsRegistered(i)) ?? numbers.Find(IsRecord) ?? numbers.Find(IsRegistered) ?? numbers.FirstOrDefault();
        return record is null ? null
            : RecordText(partner, IsRegistered(record) ? null : client, record.System, record.Value);

        bool IsRegistered(Hl7.Fhir.Model.Identifier i) => i.System is { } system && partner.IdentifierSystems.Contains(system);
        static bool IsRecord(Hl7.Fhir.Model.Identifier i) => i.Type?.Coding.Any(c => c.Code == "MR") == true;
    }

    /// <summary>What a patient's key is made of.</summary>
    /// <param name="client">Whose own number it is; null: everybody's in the chain.</param>
    public static string RecordText(Partner partner, string? client, string? system, string? value) =>
        client is null ? $"{partner.Chain}\n{system}\n{value}" : $"{partner.Chain}\n{client}\n{system}\n{value}";

    static double? Degrees(Extension? place, string url, int limit) =>
        place?.Extension.FirstOrDefault(e => e.Url == url)?.Value is FhirDecimal { Value: { } value } && Math.Abs(value) <= limit ? (double)value : null;
}
