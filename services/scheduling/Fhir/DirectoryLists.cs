using ClinicNetwork.Contracts;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Clinic;
using R4 = Hl7.Fhir.Model;

namespace ClinicNetwork.Scheduling.Fhir;

/// <summary>What the directory can be searched by.</summary>
public static class DirectoryLists
{
    public static ListDefinition Locations { get; } = new("Location",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        ListParameter.Text<R4.Location>("name", l => [l.NameElement]),
        ListParameter.Text<R4.Location>("address", l => [l.Address]),
        ListParameter.Text<R4.Location>("address-state", l => [l.Address?.StateElement]),
        ListParameter.Reference<R4.Location>("organization", l => [l.ManagingOrganization]),
        ListParameter.Code<R4.Location, R4.Location.LocationStatus>("status", l => l.Status),
    ])
    { TellsOfPatients = false };

    public static ListDefinition Practitioners { get; } = new("Practitioner",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        ListParameter.Text<R4.Practitioner>("name", p => p.Name),
        ListParameter.Code<R4.Practitioner, R4.AdministrativeGender>("gender", p => p.Gender),
        ListParameter.Token<R4.Practitioner>("active", p => [p.ActiveElement], ["true", "false"]),
    ])
    { TellsOfPatients = false };

    public static ListDefinition Roles { get; } = new("PractitionerRole",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        ListParameter.Reference<R4.PractitionerRole>("practitioner", r => [r.Practitioner]),
        ListParameter.Reference<R4.PractitionerRole>("location", r => r.Location),
        ListParameter.Reference<R4.PractitionerRole>("organization", r => [r.Organization]),
        ListParameter.Token<R4.PractitionerRole>("specialty", r => r.Specialty, [.. Technique.All]) with { Note = "The certified techniques." },
        ListParameter.Token<R4.PractitionerRole>("active", r => [r.ActiveElement], ["true", "false"]),
    ])
    { Includes = ["PractitionerRole:practitioner", "PractitionerRole:location"], TellsOfPatients = false };

    public static ListDefinition Organizations { get; } = new("Organization",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        ListParameter.Text<R4.Organization>("name", o => [o.NameElement]),
        ListParameter.Token<R4.Organization>("active", o => [o.ActiveElement], ["true", "false"]),
    ])
    { TellsOfPatients = false };

    public static ListDefinition Services { get; } = new("HealthcareService",
    [
        ListParameter.Id, ListParameter.LastUpdated,
        ListParameter.Text<R4.HealthcareService>("name", s => [s.NameElement]),
        ListParameter.Token<R4.HealthcareService>("service-type", s => s.Type),
        ListParameter.Token<R4.HealthcareService>("specialty", s => s.Specialty, [.. Technique.All]) with { Note = "The certified techniques that are practised there." },
        ListParameter.Reference<R4.HealthcareService>("organization", s => [s.ProvidedBy]),
        ListParameter.Reference<R4.HealthcareService>("location", s => s.Location),
        ListParameter.Token<R4.HealthcareService>("active", s => [s.ActiveElement], ["true", "false"]) with { Note = "Whether referrals are taken there now." },
    ])
    { TellsOfPatients = false };

    /// <summary>A chain, which the Task's owner and the others' organization name.</summary>
    public static R4.Organization Organization(Versioned<Chain> chain) => new()
    {
        Id = chain.Id,
        Meta = new() { VersionId = $"{chain.Version}", LastUpdated = chain.At },
        Active = true,
        Name = chain.Body.Name,
    };

    /// <summary>The days that one waits for a first visit at a location, as they are found now.</summary>
    const string IndicativeWait = "https://clinicnetwork.example/fhir/StructureDefinition/indicative-wait";

    /// <summary>What a location takes now: whether it accepts, for which techniques, and how long one waits. It changes with what is free, so its version says that too.</summary>
    public static R4.HealthcareService Service(Versioned<Location> location, Accepts accepts, NetworkView network) => new()
    {
        Id = $"at-{location.Id}",
        Meta = new() { VersionId = $"{location.Version}.{accepts.At.ToUnixTimeSeconds()}", LastUpdated = accepts.At },
        Extension = accepts.WaitDays is { } days ? [new(IndicativeWait, new R4.Duration { Value = days, Unit = "days", System = "http://unitsofmeasure.org", Code = "d" })] : [],
        Active = accepts.IsOpen,
        ProvidedBy = new($"Organization/{location.Body.Chain}"),
        Type = [new("https://clinicnetwork.example/fhir/CodeSystem/service", "medical-massage", "Medical massage therapy")],
        Specialty = [.. accepts.IsOpen ? Held(location, network).Select(t => new R4.CodeableConcept(Technique.System, t)) : Array.Empty<R4.CodeableConcept>()],
        Location = [new($"Location/{location.Id}", location.Body.Name)],
        Name = $"Medical massage, {location.Body.Name}",
        AvailabilityExceptions = accepts.Text,
        AppointmentRequired = true,
    };

    /// <summary>By those who may treat there today.</summary>
    static IEnumerable<string> Held(Versioned<Location> location, NetworkView network) => network.Of(location.Body.Chain) is var chain
        ? chain.Therapists.Where(t => t.Body.Shifts.Any(s => s.Location == location.Id) && Credential.Check(t.Body, chain.Calendar.Today(network.At), chain.Calendar.Today(network.At)).Count == 0)
            .SelectMany(t => t.Body.Techniques).Distinct().Order(StringComparer.Ordinal)
        : [];

    /// <summary>What a chain offers: medical massage, at all of its locations.</summary>
    public static R4.HealthcareService Service(Versioned<Chain> chain, NetworkView network) => new()
    {
        Id = chain.Id,
        Meta = new() { VersionId = $"{chain.Version}", LastUpdated = chain.At },
        Active = true,
        ProvidedBy = new($"Organization/{chain.Id}", chain.Body.Name),
        Type = [new("https://clinicnetwork.example/fhir/CodeSystem/service", "medical-massage", "Medical massage therapy")],
        Location = [.. network.Of(chain.Id).Locations.Select(l => new R4.ResourceReference($"Location/{l.Id}", l.Body.Name))],
        Name = $"Medical massage, {chain.Body.Name}",
        AppointmentRequired = true,
    };
}
