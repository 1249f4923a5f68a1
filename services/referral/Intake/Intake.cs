using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

/// <summary>What became of an order that was sent.</summary>
/// <param name="Id">The referral's.</param>
/// <param name="ServiceRequest">What is kept of it, as FHIR JSON.</param>
sealed record Taken(string Id, string ServiceRequest, Handled<Referral, ReferralFact> Handled);

/// <summary>A hospital sends a referral, as a transaction Bundle or as a ServiceRequest with contained resources.</summary>
public static class Intake
{
    public static void MapIntake(this WebApplication app)
    {
        var create = AccessPolicies.Allow("system/ServiceRequest.c", "referrer");
        app.MapPost("/fhir", Submit).RequireAuthorization(create).WithDescription("A referral with all that it refers to, accepted or refused as a whole.").CountsRefusals();
        app.MapPost("/fhir/ServiceRequest", Submit).CountsRefusals().RequireAuthorization(create).WithMetadata(new FhirOfferDetails { ConditionalCreate = true });
        app.MapValidation(create);
        app.MapMessages(create);
    }

    /// <summary>201 for a new referral, 200 for the same again; both with its Location.</summary>
    static async Task<IResult> Submit(HttpContext http, DocumentStore<Referral, ReferralFact> referrals, PartnerRegistry registry, CancellationToken ct)
    {
        var client = Caller.Of(http.User).Partner ?? "";
        var resource = await FhirJson.Read(http.Request, ct);
        var free = ConditionalCreate.Of(http, resource) is { } identifier ? ReferralIds.For(client, identifier) : null;
        var packet = Packet.Of(resource);
        var sender = await registry.Sender(client, ct);
        if (free is not null && await referrals.Find(free, Part.Personal, ct) is { } first) return Accepted(http, resource, first.Id, first.Words(Words.ServiceRequest)!, first.State, created: false);

        var taken = await Take(http, packet, sender, ct);
        if (taken.Handled.Refusal is { Code: "duplicate-order" } && free == taken.Id && await referrals.Find(free, Part.Personal, ct) is { } faster)
            return Accepted(http, resource, free, faster.Words(Words.ServiceRequest)!, faster.State, created: false);
        return taken.Handled.Refusal is { } refusal
            ? throw new RefusalException(refusal.In(packet))
            : Accepted(http, resource, taken.Id, taken.ServiceRequest, taken.Handled.State, created: taken.Handled.Facts.Count > 0);
    }

    /// <summary>Reads the order and decides on it: the one way in, whatever it was sent as.</summary>
    /// <exception cref="RefusalException">It cannot be read.</exception>
    internal static async Task<Taken> Take(HttpContext http, Packet packet, Partner sender, CancellationToken ct)
    {
        var services = http.RequestServices;
        var (earlier, caller) = (services.GetRequiredService<RelatedReferrals>(), Caller.Of(http.User));
        sender = sender.For(packet.Order);
        var (zones, now) = (services.GetRequiredService<ChainZones>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        var rules = await services.GetRequiredService<PartnerRegistry>().Rules(ct);
        var (order, serviceRequest) = OrderReader.Read(packet, caller.Partner ?? "", sender, services.GetRequiredService<Pseudonyms>(), ClinicTime.At(now, zones.Of(sender.Chain)));
        var (chain, version) = (await services.GetRequiredService<Policies<ReferralRules>>().Current(ct)).Find(order.Chain) is { } own ? (own.Body, own.Version) : (ReferralRules.Usual, 0);
        var submit = new Submit(order, serviceRequest, rules.Body, rules.Version, chain.For(order.Priority, version, now, zones.Of(order.Chain)), await earlier.Of(packet.Order, order, ct));
        var id = ReferralIds.For(order.Partner, order.Placer);
        var handled = await services.GetRequiredService<DocumentStore<Referral, ReferralFact>>().Handle(id, RequestCause.Of(http, order.Fingerprint), submit, ReferralDecider.Decide, begins: true, ct);
        if (handled.Refusal is null) await earlier.Tell(handled.State, caller.Actor, ct);
        return new(id, serviceRequest, handled);
    }

    /// <summary>A refusal of the order, said of the request that it came in.</summary>
    public static Refusal In(this Refusal refusal, Packet packet) =>
        refusal with { Expression = refusal.Expression?.Replace("ServiceRequest", packet.Path, StringComparison.Ordinal) };

    static FhirChanged Accepted(HttpContext http, Resource sent, string id, string kept, Referral referral, bool created)
    {
        var order = ServiceRequests.Resource(id, kept, referral);
        var words = created ? $"The referral was received: Task/{id} tells where it stands." : $"The referral had been received before: Task/{id} tells where it stands.";
        http.Response.Headers.Location = $"{PublicAddress.Fhir(http)}/ServiceRequest/{id}";
        return new(sent is Bundle bundle ? Response(bundle, order, created, words, Preferences.Of(http)) : order, words, created && !IsStrict(http, sent) ? 201 : 200)
        {
            // FHIR R4 http.html#ops: a transaction is answered by its Bundle in any case; what is preferred goes into its entries.
            IsWhole = sent is Bundle,
        };
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
    static Bundle Response(Bundle request, ServiceRequest order, bool created, string words, Preference preference)
    {
        var (version, at) = (order.Meta!.VersionId!, order.Meta.LastUpdated);
        return new()
        {
            Type = Bundle.BundleType.TransactionResponse,
            Entry = [.. request.Entry.Select(entry => new Bundle.EntryComponent
            {
                Resource = entry.Resource is ServiceRequest && preference is Preference.Representation ? order : null,
                Response = new()
                {
                    Status = created ? "201 Created" : "200 OK",
                    Location = entry.Resource is ServiceRequest ? $"ServiceRequest/{order.Id}/_history/{version}" : $"ServiceRequest/{order.Id}#{entry.Resource!.Id}",
                    Etag = EntityTags.Of(version),
                    LastModified = at,
                    Outcome = entry.Resource is ServiceRequest && preference is Preference.OperationOutcome ? Outcome.Of(OperationOutcome.IssueSeverity.Information, "done", words) : null,
                },
            })],
        };
    }
}
