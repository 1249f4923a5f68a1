using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using static ClinicNetwork.Referrals.Packet;
using FhirCoverage = Hl7.Fhir.Model.Coverage;

namespace ClinicNetwork.Referrals;

/// <summary>The order's coverages: which pays first, who the payer is and under which number.</summary>
static class Coverages
{
    const string TypeSystem = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    /// <returns>
    /// Of this patient, in the order in which they are asked: those in force, then those that begin later, have ended or are not
    /// active; among equals by Coverage.order (R4: the priority among coverages), then as the order lists them.
    /// </returns>
    public static List<CoverageDetails> Read(Packet packet, ClinicTime time, ICollection<string> doubts)
    {
        var read = new List<(CoverageDetails Details, int Order)>();
        var seen = new HashSet<Resource>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < packet.Order.Insurance.Count; i++)
        {
            var (resource, path) = packet.Resolve<Resource>(packet.Order.Insurance[i], $"{packet.Path}.insurance[{i}]");
            // R4 allows a ClaimResponse here; an authorization is asked for by the network itself.
            if (resource is ClaimResponse || !seen.Add(resource)) continue;
            if (resource is not FhirCoverage coverage)
                throw Refuse(RefusalKind.Unprocessable, "wrong-reference", "A Coverage or a ClaimResponse is expected here.", $"{packet.Path}.insurance[{i}].reference");
            if (coverage.Status is FinancialResourceStatusCodes.EnteredInError) continue;
            if (packet.IsAboutAnother(coverage.Beneficiary, coverage))
            {
                doubts.Add("A coverage is another person's, or does not say whose it is: a coordinator asks for the patient's own.");
                continue;
            }
            if (coverage.Payor.Count > 1) doubts.Add("A coverage names several payers: a coordinator asks which one pays.");
            var details = Details(coverage, path, packet, time, doubts);
            if (new[] { details.Payer, details.SubscriberId, details.ClaimNumber, details.Type }.Any(t => t?.Length > Limits.NameLength))
                throw Refuse(RefusalKind.Unprocessable, "words-too-long", $"A payer's name, a member's or claim's number and a coverage's type have at most {Limits.NameLength} characters each.", path);
            read.Add((details, coverage.Order ?? int.MaxValue));
        }
        return [.. read.OrderBy(c => Rank(c.Details, time)).ThenBy(c => c.Order).Select(c => c.Details)];
    }

    static int Rank(CoverageDetails coverage, ClinicTime time) =>
        coverage.Status is not "active" ? 3 : coverage.PeriodEnd < time.Today ? 2 : coverage.PeriodStart > time.Today ? 1 : 0;

    static CoverageDetails Details(FhirCoverage coverage, string path, Packet packet, ClinicTime time, ICollection<string> doubts) => new()
    {
        Type = (coverage.Type?.Coding.FirstOrDefault(c => c.System == TypeSystem) ?? coverage.Type?.Coding.FirstOrDefault())?.Code,
        Payer = Payer(coverage, path, packet, doubts),
        SubscriberId = coverage.SubscriberId ?? coverage.Identifier.FirstOrDefault(i => Has(i, "MB"))?.Value,
        ClaimNumber = coverage.Identifier.FirstOrDefault(i => Has(i, "WCN") || Says(i, "claim"))?.Value,
        Status = coverage.Status?.ToString().ToLowerInvariant() ?? "active",
        PeriodStart = time.First(coverage.Period?.Start),
        PeriodEnd = time.Last(coverage.Period?.End),
    };

    /// <summary>The name of the organization that payor refers to; else its display; else its number, which a person has to look up.</summary>
    static string Payer(FhirCoverage coverage, string path, Packet packet, ICollection<string> doubts)
    {
        if (coverage.Payor.FirstOrDefault() is { } payor)
        {
            var found = packet.Find(payor, coverage);
            if (found is Hl7.Fhir.Model.Patient or RelatedPerson) doubts.Add("The coverage is paid by a person, not an insurer: a coordinator asks who pays.");
            if (found is Organization { Active: false }) doubts.Add("The payer's record is no longer in use at the hospital: a coordinator asks who pays.");
            if ((found as Organization)?.Name is { Length: > 0 } name) return name;
            if (payor.Display is { Length: > 0 } display) return display;
            if (payor.Identifier?.Value is { Length: > 0 } number) return Known(packet, payor.Identifier, coverage) ?? $"payer {number}";
            if (found is not null) return "payer without a name";
            if (payor.Reference is not null)
                throw Refuse(RefusalKind.Unprocessable, "dangling-reference", "Nothing in this request answers to the payer's reference: send the Organization with it, or payor.display.", $"{path}.payor[0].reference");
        }
        throw Refuse(RefusalKind.Unprocessable, "payer-missing", "The coverage names no payer: give payor.display, or an Organization.", $"{path}.payor");
    }

    static string? Known(Packet packet, Hl7.Fhir.Model.Identifier number, FhirCoverage coverage) =>
        (packet.Find(new() { Identifier = number, Type = nameof(Organization) }, coverage) as Organization)?.Name;

    static bool Has(Hl7.Fhir.Model.Identifier identifier, string code) => identifier.Type?.Coding.Any(c => c.Code == code) == true;

    static bool Says(Hl7.Fhir.Model.Identifier identifier, string word) =>
        identifier.Type is { } type && (type.Coding.Select(c => c.Display).Append(type.Text).Any(t => t?.Contains(word, StringComparison.OrdinalIgnoreCase) == true));
}
