using ClinicNetwork.Contracts;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling.Clinic;
using R4 = Hl7.Fhir.Model;

namespace ClinicNetwork.Scheduling.Fhir;

/// <summary>Who treats where: locations, therapists and their roles. No patient data.</summary>
public static class DirectoryEndpoints
{
    public static void MapDirectory(this WebApplication app)
    {
        Map(app, "Location", v => ByName(v.Locations).Select(Location));
        Map(app, "Practitioner", v => ByName(v.Therapists).Select(Practitioner));
        Map(app, "PractitionerRole", v => ByName(v.Therapists).Select(Role));
    }

    static void Map(WebApplication app, string type, Func<NetworkView, IEnumerable<R4.Resource>> resources)
    {
        var mayRead = AccessPolicies.Allow($"system/{type}.r", "coordinator", "therapist", "operator", "billing", "auditor");
        app.MapGet($"/fhir/{type}", async (HttpContext http, CurrentNetwork network, CancellationToken ct) =>
            FhirAnswer.Search(http, resources(await network.Current(ct)))).RequireAuthorization(mayRead);
        app.MapRead($"/fhir/{type}/{{id}}", async (HttpContext http, string id, CurrentNetwork network, CancellationToken ct) =>
            resources(await network.Current(ct)).FirstOrDefault(r => r.Id == id) is { } found ? new FhirAnswer(found) : FhirAnswer.NotFound(http, type))
            .RequireAuthorization(mayRead);
    }

    static IEnumerable<Versioned<T>> ByName<T>(IReadOnlyDictionary<string, Versioned<T>> policies) => policies.Values.OrderBy(p => p.Id, StringComparer.Ordinal);

    static R4.Location Location(Versioned<Location> location) => new()
    {
        Id = location.Id,
        Meta = new() { VersionId = $"{location.Version}", LastUpdated = location.At },
        Status = R4.Location.LocationStatus.Active,
        Name = location.Body.Name,
        Address = new() { Text = location.Body.Address, State = location.Body.State, Country = "US" },
        Position = new() { Latitude = (decimal)location.Body.Latitude, Longitude = (decimal)location.Body.Longitude },
        ManagingOrganization = new($"Organization/{location.Body.Chain}"),
        HoursOfOperation = [.. location.Body.Hours.Select(h => new R4.Location.HoursOfOperationComponent
        {
            DaysOfWeek = [Day(h.Weekday)], OpeningTime = $"{h.From:HH:mm:ss}", ClosingTime = $"{h.To:HH:mm:ss}",
        })],
    };

    static R4.Practitioner Practitioner(Versioned<Therapist> therapist) => new()
    {
        Id = therapist.Id,
        Meta = new() { VersionId = $"{therapist.Version}", LastUpdated = therapist.At },
        Active = true,
        Name = [new() { Text = therapist.Body.Name }],
        Gender = therapist.Body.Gender switch
        {
            "female" => R4.AdministrativeGender.Female,
            "male" => R4.AdministrativeGender.Male,
            "other" => R4.AdministrativeGender.Other,
            _ => R4.AdministrativeGender.Unknown,
        },
    };

    static R4.PractitionerRole Role(Versioned<Therapist> therapist) => new()
    {
        Id = therapist.Id,
        Meta = new() { VersionId = $"{therapist.Version}", LastUpdated = therapist.At },
        Active = true,
        Practitioner = new($"Practitioner/{therapist.Id}", therapist.Body.Name),
        Organization = new($"Organization/{therapist.Body.Chain}"),
        Location = [.. therapist.Body.Shifts.Select(s => s.Location).Distinct().Select(l => new R4.ResourceReference($"Location/{l}"))],
        Specialty = [.. therapist.Body.Techniques.Select(t => new R4.CodeableConcept(Technique.System, t))],
        AvailableTime = [.. therapist.Body.Shifts.Select(s => new R4.PractitionerRole.AvailableTimeComponent
        {
            DaysOfWeek = [Day(s.Weekday)], AvailableStartTime = $"{s.From:HH:mm:ss}", AvailableEndTime = $"{s.To:HH:mm:ss}",
        })],
    };

    static R4.DaysOfWeek? Day(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => R4.DaysOfWeek.Mon,
        DayOfWeek.Tuesday => R4.DaysOfWeek.Tue,
        DayOfWeek.Wednesday => R4.DaysOfWeek.Wed,
        DayOfWeek.Thursday => R4.DaysOfWeek.Thu,
        DayOfWeek.Friday => R4.DaysOfWeek.Fri,
        DayOfWeek.Saturday => R4.DaysOfWeek.Sat,
        _ => R4.DaysOfWeek.Sun,
    };
}
