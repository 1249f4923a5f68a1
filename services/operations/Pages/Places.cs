using System.Security.Claims;
using ClinicNetwork.Operations.Desk;

namespace ClinicNetwork.Operations.Pages;

/// <summary>Where somebody can go, by what they do here: address, name, and the key that follows G.</summary>
static class Places
{
    public static IEnumerable<(string Address, string Name, string? Key)> Of(ClaimsPrincipal person) =>
        person.IsHospital() ? [("/hospital", "Our worklist", null), ("/hospital/new", "Refer a patient", null)]
        : new (string Address, string Name, string? Key, string[] Roles)[]
        {
            ("/worklist", "Worklists", "w", ["coordinator", "auditor"]),
            ("/", "Overview", "o", ["coordinator", "therapist", "billing", "operator", "auditor"]),
            ("/figures", "Figures", "f", ["coordinator", "billing", "operator", "auditor"]),
            ("/rules", "Rules", "r", ["coordinator", "operator", "auditor"]),
            ("/directory", "Directory", "d", ["coordinator", "operator", "auditor"]),
            ("/network", "Network", "n", ["operator", "auditor"]),
            ("/waiting-room", "Waiting room", "m", ["operator", "auditor"]),
        }.Where(place => place.Roles.Any(person.IsInRole)).Select(place => (place.Address, place.Name, place.Key));
}
