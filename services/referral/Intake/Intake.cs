using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>A hospital sends a referral, as a transaction Bundle or as a ServiceRequest with contained resources.</summary>
public static class Intake
{
    public static void MapIntake(this WebApplication app)
    {
        var create = AccessPolicies.Allow("system/ServiceRequest.c");
        app.MapPost("/fhir", Submit).RequireAuthorization(create);
        app.MapPost("/fhir/ServiceRequest", Submit).RequireAuthorization(create);
    }

    /// <summary>201 for a new referral, 200 for the same again; both with its Location.</summary>
    static async Task<IResult> Submit(HttpContext http, DocumentStore<Referral, ReferralFact> referrals, PartnerRegistry registry, Pseudonyms pseudonyms, ClinicZone zone, CancellationToken ct)
    {
        var client = Caller.Of(http.User).Id;
        var resource = await FhirJson.Read(http.Request, ct);
        var packet = Packet.Of(resource);
        var rules = await registry.Rules(ct);
        var (order, serviceRequest) = OrderReader.Read(packet, client, await registry.Sender(client, ct), pseudonyms, zone.Now());
        var id = ReferralIds.For(order.Partner, order.Placer);

        var handled = await referrals.Handle(id, RequestCause.Of(http, order.Fingerprint), new Submit(order, serviceRequest, rules.Body, rules.Version), ReferralDecider.Decide, begins: true, ct);
        if (handled.Refusal is { } refusal)
            return Problems.ToResult(http, refusal with { Expression = refusal.Expression?.Replace("ServiceRequest", packet.Path, StringComparison.Ordinal) });

        var created = handled.Facts.Count > 0;
        http.Response.Headers.Location = $"{PublicAddress.Fhir(http)}/ServiceRequest/{id}";
        return new FhirAnswer(resource is Bundle bundle ? Response(bundle, id, created) : ServiceRequests.Resource(id, serviceRequest, handled.State),
            created && !IsStrict(http, resource) ? 201 : 200);
    }

    /// <summary>
    /// R4 answers every successful transaction with 200 (http.html#transaction-response) and leaves 201 to its entries. Senders that
    /// post a referral as a create look for 201 and Location; a client that negotiates the FHIR version, and Firely's, which takes
    /// nothing but 200, get R4 to the letter.
    /// </summary>
    static bool IsStrict(HttpContext http, Resource resource) => resource is Bundle &&
        ($"{http.Request.Headers.Accept} {http.Request.ContentType}".Contains("fhirVersion", StringComparison.OrdinalIgnoreCase) ||
         http.Request.Headers.UserAgent.ToString().Contains("firely-sdk", StringComparison.OrdinalIgnoreCase));

    /// <summary>One answer an entry, in order; what the ServiceRequest refers to is kept inside it and has no address of its own.</summary>
    static Bundle Response(Bundle request, string id, bool created) => new()
    {
        Type = Bundle.BundleType.TransactionResponse,
        Entry = [.. request.Entry.Select(entry => new Bundle.EntryComponent
        {
            Response = new()
            {
                Status = created ? "201 Created" : "200 OK",
                Location = entry.Resource is ServiceRequest ? $"ServiceRequest/{id}/_history/1" : $"ServiceRequest/{id}#{entry.Resource!.Id}",
            },
        })],
    };
}
