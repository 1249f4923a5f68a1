using ClinicNetwork.Fhir;
using ClinicNetwork.Gateway.Fhir;
using ClinicNetwork.Referrals;
using ClinicNetwork.Scheduling.Fhir;

namespace Tests.Architecture;

/// <summary>The gateway knows no service's code, so its table is held against theirs here.</summary>
public class OfferedSearches
{
    static readonly ListDefinition[] Lists =
    [
        ReferralSearches.ServiceRequests, ReferralSearches.Tasks, Appointments.List, DirectoryLists.Locations, DirectoryLists.Practitioners, DirectoryLists.Roles, DirectoryLists.Organizations, DirectoryLists.Services,
    ];

    [Fact]
    public void The_capability_statement_names_every_search_that_the_services_have_and_no_other() => Assert.Equal(
        Lists.SelectMany(l => l.Parameters.Select(p => $"{l.Type}?{p.Name} {p.Type}")).Order(StringComparer.Ordinal),
        FhirInteractions.All.SelectMany(i => i.Search.Select(s => $"{i.Type}?{s.Name} {s.Type}")).Order(StringComparer.Ordinal));
}
