using System.Text;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using MongoDB.Driver;
using Document = ClinicNetwork.Hosting.Document<ClinicNetwork.Referrals.Referral, ClinicNetwork.Referrals.ReferralFact>;
using Task = System.Threading.Tasks.Task;

namespace ClinicNetwork.Referrals;

/// <summary>The order as it was received; it does not move, except that the hospital may ask to revoke it.</summary>
public static class ServiceRequests
{
    static readonly ProjectionDefinition<Document> ForOrders = Builders<Document>.Projection.Exclude(d => d.History)
        .Exclude($"personal.{Words.Order}").Exclude($"personal.{Words.Report}");

    public static void MapServiceRequests(this WebApplication app)
    {
        app.MapGet("/fhir/ServiceRequest/{id}", Read)
            .RequireAuthorization(AccessPolicies.Allow("system/ServiceRequest.r", "coordinator", "auditor")).Audited("read");
        app.MapList(ReferralSearches.ServiceRequests, AccessPolicies.Allow("system/ServiceRequest.s", "coordinator", "auditor"), Search);
        app.MapPut("/fhir/ServiceRequest/{id}", Revoke).RequireAuthorization(AccessPolicies.Allow("system/ServiceRequest.u"));
    }

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.Find(id, Part.Personal, ct) is { } document && document.State.MaySee(http)
            ? new FhirAnswer(Resource(id, document.Words(Words.ServiceRequest)!, document.State))
            : Visibility.NotFound(http);

    static async Task<(SearchRequest, SearchPage)> Search(SearchRequest request, HttpContext http, CancellationToken ct)
    {
        var (asked, page, _) = await http.RequestServices.GetRequiredService<ReferralLists>().Find(request, http, ForOrders, Resource, ct);
        return (asked, page);
    }

    /// <summary>The hospital asks to cancel by updating the order to <c>revoked</c>; nothing else of it can change.</summary>
    static async Task<IResult> Revoke(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct)
    {
        var order = OrderUpdate.Of(await FhirJson.Read(http.Request, ct), id);
        if (await referrals.Find(id, Part.Personal, ct) is not { } document || !document.State.MaySee(http)) return Visibility.NotFound(http);
        var kept = Resource(id, document.Words(Words.ServiceRequest)!, document.State);
        var version = kept.Meta!.VersionId!;
        if (!OrderUpdate.HasSeen(http.Request.Headers.IfMatch, version)) return OrderUpdate.Stale(version);
        var revoke = new RequestCancellation(OrderUpdate.Reason(order, kept));
        var handled = await referrals.Handle(id, RequestCause.Of(http, revoke), revoke, ReferralDecider.Decide, ct);
        return handled.Refusal is { } refusal ? Problems.ToResult(http, refusal) : new FhirAnswer(Resource(id, document.Words(Words.ServiceRequest)!, handled.State));
    }

    /// <param name="document">With its words.</param>
    public static ServiceRequest Resource(Document document) => Resource(document.Id, document.Words(Words.ServiceRequest)!, document.State);

    /// <summary>The stored packet under the referral's id and its present status. Its version moves with that status, not with the Task.</summary>
    public static ServiceRequest Resource(string id, string json, Referral referral)
    {
        var order = (ServiceRequest)FhirJson.Parse(Encoding.UTF8.GetBytes(json));
        order.Id = id;
        if (referral.CancellationRequested || referral.BusinessStatus is BusinessStatus.Cancelled) order.Status = RequestStatus.Revoked;
        if (referral.BusinessStatus is BusinessStatus.Completed) order.Status = RequestStatus.Completed;
        (order.Meta ??= new()).VersionId = order.Status switch { RequestStatus.Revoked => "2", RequestStatus.Completed => "3", _ => "1" };
        order.Meta.LastUpdated = referral.Since;
        return order;
    }
}
