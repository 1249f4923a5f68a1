using System.Text;
using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Referrals;

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
        await referrals.Find(id, Part.Personal, ct) is { } document && document.State.MaySee(http)
            ? new FhirAnswer(Resource(id, document.Words(Words.ServiceRequest)!, document.State))
            : Visibility.NotFound(http);

    /// <summary>The hospital asks to cancel by updating the order to <c>revoked</c>; nothing else of it can change.</summary>
    static async Task<IResult> Revoke(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct)
    {
        if (await FhirJson.Read(http.Request, ct) is not ServiceRequest order)
            throw new RefusalException(new Refusal(RefusalKind.Unprocessable, "wrong-resource", "A ServiceRequest is expected here.", "ServiceRequest"));
        if (order.Status != RequestStatus.Revoked)
            throw new RefusalException(new Refusal(RefusalKind.Unprocessable, "not-updatable", "An order can only be updated to status revoked, which asks to cancel it; send a new order for anything else.", "ServiceRequest.status"));
        if (await referrals.Find(id, Part.Personal, ct) is not { } document || !document.State.MaySee(http)) return Visibility.NotFound(http);
        var note = order.Note.LastOrDefault()?.Text is { Length: > 0 } text ? text[..Math.Min(text.Length, LongestNote)] : null;
        var revoke = new RequestCancellation(note);
        var handled = await referrals.Handle(id, RequestCause.Of(http, revoke), revoke, ReferralDecider.Decide, ct);
        return handled.Refusal is { } refusal ? Problems.ToResult(http, refusal) : new FhirAnswer(Resource(id, document.Words(Words.ServiceRequest)!, handled.State));
    }

    const int LongestNote = 2000;

    /// <summary>The stored packet under the referral's id and its present status.</summary>
    public static Resource Resource(string id, string json, Referral referral)
    {
        var order = (ServiceRequest)FhirJson.Parse(Encoding.UTF8.GetBytes(json));
        order.Id = id;
        if (referral.CancellationRequested || referral.BusinessStatus is BusinessStatus.Cancelled) order.Status = RequestStatus.Revoked;
        if (referral.BusinessStatus is BusinessStatus.Completed) order.Status = RequestStatus.Completed;
        return order;
    }
}
