using System.Security.Claims;
using ClinicNetwork.Operations.Desk;

namespace ClinicNetwork.Operations.Pages;

/// <summary>Where somebody can go, by what they do here: address, name, and the key that follows G.</summary>
static class Places
{
    public static IEnumerable<(string Address, string Name, string? Key)> Of(ClaimsPrincipal person) =>
        person.IsHospital() ? [("/hospital", "Our worklist", null), ("/hospital/new", "Refer a patient", null)]
        : person.IsInRole("coordinator") || person.IsInRole("auditor") ? [("/", "Home", "h"), ("/worklist", "Worklists", "w"), ("/overview", "Overview", "o")]
        : person.IsInRole("therapist") ? [("/visits", "My visits", "h"), ("/overview", "Overview", "o")]
        : person.IsInRole("billing") ? [("/billing", "Billing", "h"), ("/overview", "Overview", "o")]
        : [("/overview", "Overview", "o")];
}
