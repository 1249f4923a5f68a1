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
        Map(app, DirectoryLists.Locations, v => v.Locations.Values.Select(Location));
        Map(app, DirectoryLists.Practitioners, v => v.Therapists.Values.Select(Practitioner));
        Map(app, DirectoryLists.Roles, v => v.Therapists.Values.Select(Role), Beside);
        Map(app, DirectoryLists.Organizations, v => v.Chains.Values.Select(DirectoryLists.Organization));
        Map(app, DirectoryLists.Services, Services);
    }

    /// <summary>Of each chain, and of each of its locations.</summary>
    static async Task<IEnumerable<R4.Resource>> Services(NetworkView network, IServiceProvider services)
    {
        var (found, acceptance) = (network.Chains.Values.Select(chain => DirectoryLists.Service(chain, network)).ToList(), services.GetRequiredService<Acceptance>());
        foreach (var chain in network.Chains.Keys)
        {
            var accepts = await acceptance.Of(chain);
            // One that was opened since has its answer with the next one.
            found.AddRange(network.Of(chain).Locations.Where(l => accepts.ContainsKey(l.Id)).Select(l => DirectoryLists.Service(l, accepts[l.Id], network)));
        }
        return found;
    }

    static void Map(WebApplication app, ListDefinition list, Func<NetworkView, IEnumerable<R4.Resource>> resources, Func<NetworkView, SearchRequest, SearchPage, IEnumerable<R4.Resource>>? beside = null) =>
        Map(app, list, (network, _) => Task.FromResult(resources(network)), beside);

    /// <param name="beside">What <c>_include</c> adds to a page.</param>
    static void Map(
        WebApplication app, ListDefinition list, Func<NetworkView, IServiceProvider, Task<IEnumerable<R4.Resource>>> resources, Func<NetworkView, SearchRequest, SearchPage, IEnumerable<R4.Resource>>? beside = null)
    {
        string[] readers = ["coordinator", "therapist", "operator", "billing", "auditor"];
        app.MapList(list, AccessPolicies.Allow($"system/{list.Type}.s", readers), async (request, http, ct) =>
        {
            var network = await http.RequestServices.GetRequiredService<CurrentNetwork>().Current(ct);
            var page = request.Page(await resources(network, http.RequestServices), _ => 0);
            return (request, page with { Included = [.. beside?.Invoke(network, request, page) ?? []] });
        });
        app.MapRead($"/fhir/{list.Type}/{{id}}", async (HttpContext http, string id, CurrentNetwork network, CancellationToken ct) =>
            (await resources(await network.Current(ct), http.RequestServices)).FirstOrDefault(r => r.Id == id) is { } found ? new FhirAnswer(found) : FhirAnswer.NotFound(http, list.Type))
            .RequireAuthorization(AccessPolicies.Allow($"system/{list.Type}.r", readers));
    }

    /// <summary>The therapists and the places of roles. The directory is one, so whoever may search one part may see the others.</summary>
    static IEnumerable<R4.Resource> Beside(NetworkView network, SearchRequest request, SearchPage page)
    {
        var roles = page.Matches.Cast<R4.PractitionerRole>().ToList();
        var therapists = request.Includes.Contains("PractitionerRole:practitioner") ? roles.Select(r => Practitioner(network.Therapists[r.Id!])) : [];
        var places = request.Includes.Contains("PractitionerRole:location") ? roles.SelectMany(r => r.Location).Select(l => l.Reference!.Split('/')[^1]).Distinct() : [];
        return [.. therapists, .. places.Where(network.Locations.ContainsKey).Select(id => Location(network.Locations[id]))];
    }

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
