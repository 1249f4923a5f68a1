using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>The numbers of a search as keys: of each parameter one set, of which a referral must have one.</summary>
static class ReferralNumbers
{
    /// <returns>The search with patients named by their keys instead of their numbers, which belong in no link; and the keys.</returns>
    /// <exception cref="RefusalException">A number that is too little to go by.</exception>
    public static async Task<(SearchRequest Request, IReadOnlyList<IReadOnlySet<string>> Keys)> Of(
        SearchRequest request, Caller caller, PartnerRegistry registry, Pseudonyms pseudonyms, CancellationToken ct)
    {
        var keys = request.Of("identifier").Select(c => Placers(c)).ToList();
        if (!request.Of("patient").Any()) return (request, keys);
        var partners = (await registry.All(ct)).Where(p => caller.Partner is null || p.Key == caller.Partner)
            .SelectMany(p => p.Value.Body.OtherChains.Prepend(p.Value.Body.Chain), (p, chain) => (p.Key, p.Value.Body with { Chain = chain })).ToList();
        var criteria = new List<Criterion>();
        foreach (var criterion in request.Criteria)
        {
            if (criterion.Parameter.Name is not "patient")
            {
                criteria.Add(criterion);
                continue;
            }
            HashSet<string> patients = [.. criterion.Values.SelectMany(value => Patients(criterion.Name, value, partners, pseudonyms))];
            keys.Add(patients.Select(ReferralKeys.Patient).ToHashSet());
            criteria.Add(criterion with { Name = "patient", Text = string.Join(',', patients) });
        }
        return (request with { Criteria = criteria }, keys);
    }

    static IReadOnlySet<string> Placers(Criterion criterion) => criterion.Values.OfType<TokenValue>().Select(value => ReferralKeys.Placer(value.System,
        value.Code ?? throw SearchRefusal.TooCostly(criterion.Name, "a system alone is not searched by: add the number, as system|value."))).ToHashSet();

    /// <summary>As intake makes them, whether the system is registered or not.</summary>
    static IEnumerable<string> Patients(string name, SearchValue value, IReadOnlyList<(string Client, Partner Body)> partners, Pseudonyms pseudonyms) => value switch
    {
        ReferenceValue { Type: null or "Patient", Id: { Length: 64 } key } => [key],
        TokenValue { System: { } system, Code: { } number } => partners.SelectMany(p => new[] { p.Client, null },
            (p, client) => pseudonyms.Of(Referrals.Patients.RecordText(p.Body, client, system, number))).Distinct(),
        _ => throw SearchRefusal.Of("bad-patient", name, "patients have no address here: search by patient:identifier=system|value, or |value for a number without a system."),
    };
}
