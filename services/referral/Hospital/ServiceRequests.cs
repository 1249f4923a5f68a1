using System.Text;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;
using Task = System.Threading.Tasks.Task;

namespace ClinicNetwork.Referrals;

/// <summary>The order as its hospital says it; the clinic never moves it, but for saying that it is completed.</summary>
public static class ServiceRequests
{
    static readonly ProjectionDefinition<Document> ForOrders = Builders<Document>.Projection.Exclude(d => d.History)
        .Exclude($"personal.{Words.Order}").Exclude($"personal.{Words.Report}").Exclude($"personal.{Words.InterimReport(1)}").Exclude($"personal.{Words.InterimReport(2)}");

    public static void MapServiceRequests(this WebApplication app)
    {
        var read = AccessPolicies.Allow("system/ServiceRequest.r", "coordinator", "referrer", "auditor");
        app.MapRead("/fhir/ServiceRequest/{id}", Read).RequireAuthorization(read).Audited("read")
            .WithDescription("The order, sent alone or in a transaction with all that it refers to; an update corrects it, or asks for cancellation by status revoked, or withdraws it by entered-in-error.");
        app.MapRead("/fhir/ServiceRequest/{id}/_history", History).RequireAuthorization(read).Audited("read");
        app.MapRead("/fhir/ServiceRequest/{id}/_history/{version}", ReadVersion).RequireAuthorization(read).Audited("read");
        app.MapList(ReferralSearches.ServiceRequests, AccessPolicies.Allow("system/ServiceRequest.s", "coordinator", "referrer", "auditor"), Search);
        app.MapPut("/fhir/ServiceRequest/{id}", Update).RequireAuthorization(AccessPolicies.Allow("system/ServiceRequest.u"));
    }

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Personal, ct) is { } document && document.State.MaySee(http)
            ? new FhirAnswer(Resource(id, document.Words(Words.ServiceRequest)!, document.State))
            : Visibility.NotFound(http);

    static async Task<IResult> History(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Whole, ct) is { } document && document.State.MaySee(http) ? FhirHistory.Of(http, Versions(document)) : Visibility.NotFound(http);

    static async Task<IResult> ReadVersion(string id, string version, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Whole, ct) is { } document && document.State.MaySee(http) && Versions(document).Find(v => v.Meta?.VersionId == version) is { } found
            ? new FhirAnswer(found)
            : Visibility.NotFound(http);

    static async Task<(SearchRequest, SearchPage)> Search(SearchRequest request, HttpContext http, CancellationToken ct)
    {
        var (asked, page, _) = await http.RequestServices.GetRequiredService<ReferralLists>().Find(request, http, ForOrders, Resource, ct);
        return (asked, page);
    }

    /// <summary>The hospital asks to cancel by updating the order to <c>revoked</c>, withdraws it as <c>entered-in-error</c>, or corrects it.</summary>
    static async Task<IResult> Update(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, OrderCorrections corrections, CancellationToken ct)
    {
        var order = OrderUpdate.Of(await FhirJson.Read(http.Request, ct), id);
        if (await referrals.Find(id, Part.Personal, ct) is not { } document || !document.State.MaySee(http)) return Visibility.NotFound(http);
        var kept = Resource(document);
        var version = kept.Meta!.VersionId!;
        if (!OrderUpdate.HasSeen(http.Request.Headers.IfMatch, version)) return Problems.ToResult(http, OrderUpdate.Stale(version));
        return order.Status switch
        {
            RequestStatus.Revoked => await Say(new RequestCancellation(OrderUpdate.Reason(order, kept)), ReferralDecider.Decide, $"The order is to be cancelled: Task/{id} tells when it is."),
            RequestStatus.EnteredInError => await Say(new EnterInError(OrderUpdate.Reason(order, kept)), ReferralDecider.Decide, "The order counts as entered in error; all that was held for it is released."),
            _ => await Say(await corrections.Read(order, document, http, ct), ReferralDecider.Decide, $"The order is corrected: Task/{id} tells where it stands."),
        };

        async Task<IResult> Say<TWhat>(TWhat what, Func<Referral, Kernel.Command<TWhat>, Decision<ReferralFact>> decide, string words)
        {
            var correct = what as Correct;
            // What was sent tells one request from another; the rules that it is decided by do not.
            var handled = await referrals.Handle(id, correct is null ? RequestCause.Of(http, what) : RequestCause.Of(http, correct.Now.Fingerprint), what, decide, ct);
            return handled.Refusal is { } refusal
                ? Problems.ToResult(http, refusal)
                : new FhirChanged(Resource(id, correct?.ServiceRequest ?? document.Words(Words.ServiceRequest)!, handled.State), words);
        }
    }

    /// <summary>Newest first, each as it was last.</summary>
    static List<ServiceRequest> Versions(Document document)
    {
        var (state, last) = (Referral.Initial, new OrderedDictionary<string, Referral>());
        foreach (var recorded in document.History)
        {
            state = state.Evolve(recorded.Fact);
            last[state.OrderVersion] = state;
        }
        return [.. last.Values.Reverse().Select(then => Resource(document.Id, document.Said(then), then))];
    }

    /// <param name="document">With its words.</param>
    public static ServiceRequest Resource(Document document) => Resource(document.Id, document.Words(Words.ServiceRequest)!, document.State);

    /// <summary>The stored packet under the referral's id and its present status.</summary>
    public static ServiceRequest Resource(string id, string json, Referral referral)
    {
        var order = (ServiceRequest)FhirJson.Parse(Encoding.UTF8.GetBytes(json));
        order.Id = id;
        order.Meta ??= new();
        order.Meta.VersionId = referral.OrderVersion;
        order.Meta.LastUpdated = referral.At(ListOrder.OrderUpdated);
        RequestStatus? status = referral.OrderStatus switch { "revoked" => RequestStatus.Revoked, "completed" => RequestStatus.Completed, "entered-in-error" => RequestStatus.EnteredInError, _ => null };
        // As received it may have extensions of its own.
        if (status is not null) order.Status = status;
        return order;
    }
}
