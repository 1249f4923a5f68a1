using System.Text;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referral;

/// <summary>The order as it was received; it does not move, except that the hospital may ask to revoke it.</summary>
public static class ServiceRequests
{
    public static void MapServiceRequests(this WebApplication app)
    {
        app.MapGet("/fhir/ServiceRequest/{id}", Read)
            .RequireAuthorization(AccessPolicies.Allow("system/ServiceRequest.r", "coordinator", "auditor")).Audited("read");
        app.MapPut("/fhir/ServiceRequest/{id}", Revoke).RequireAuthorization(AccessPolicies.Allow("system/ServiceRequest.u"));
    }

    static async Task<IResult> Read(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct) =>
        await referrals.FindWithHistory(id, ct) is { } document && document.State.MaySee(http)
            ? FhirJson.Answer(Resource(id, document.Order().ServiceRequest, document.State))
            : NotFound(http);

    /// <summary>The hospital asks to cancel by updating the order to <c>revoked</c>; nothing else of it can change.</summary>
    static async Task<IResult> Revoke(
        string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, TimeProvider clock, CancellationToken ct)
    {
        if (await FhirJson.Read(http.Request, ct) is not ServiceRequest order)
            throw new RefusalException(new Refusal(RefusalKind.Unprocessable, "wrong-resource", "A ServiceRequest is expected here.", "ServiceRequest"));
        if (order.Status != RequestStatus.Revoked)
            throw new RefusalException(new Refusal(RefusalKind.Unprocessable, "not-updatable", "An order can only be updated to status revoked, which asks to cancel it; send a new order for anything else.", "ServiceRequest.status"));
        if (await referrals.FindWithHistory(id, ct) is not { } document || !document.State.MaySee(http)) return NotFound(http);
        var text = order.Note.LastOrDefault()?.Text is { Length: > 0 } ? "The hospital revoked its order and gave a note with it." : "The hospital revoked its order.";
        var handled = await referrals.Handle(id, Cause.Own(Caller.Of(http.User).Id), s => ReferralDecider.AskCancellation(s, text, clock.GetUtcNow()), ct);
        return handled.Refusal is { } refusal ? Problems.ToResult(http, refusal) : FhirJson.Answer(Resource(id, document.Order().ServiceRequest, handled.State));
    }

    /// <summary>The stored packet under the referral's id and its present status.</summary>
    public static Resource Resource(string id, string json, Referral referral)
    {
        var order = (ServiceRequest)FhirJson.Parse(Encoding.UTF8.GetBytes(json));
        order.Id = id;
        if (referral.CancellationRequested || referral.BusinessStatus is BusinessStatus.Cancelled) order.Status = RequestStatus.Revoked;
        if (referral.BusinessStatus is BusinessStatus.Completed) order.Status = RequestStatus.Completed;
        return order;
    }

    public static IResult NotFound(HttpContext http) => Problems.ToResult(http,
        new Refusal(RefusalKind.NotFound, "not-found", "There is no such referral, or it was sent by somebody else."));

    /// <summary>A partner sees only what it sent; a person only their chains.</summary>
    public static bool MaySee(this Referral referral, HttpContext http) =>
        Caller.Of(http.User) is var caller && (caller.Kind == "partner" ? caller.Id == referral.Partner : caller.MaySee(referral.Chain));
}
