using ClinicNetwork.Fhir;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>Receipts: a hospital acknowledges its report by reading it, or by this operation when it got it another way.</summary>
public static class ReceiptsApi
{
    public static void MapReceipts(this WebApplication app)
    {
        app.MapPost("/fhir/Bundle/{id}/$acknowledge", Acknowledge).RequireAuthorization(AccessPolicies.Allow("system/Task.r"));
        app.MapPost("/api/referrals/{id}/report/acknowledge", (string id, HttpContext http) => DeskCommands.Run(id, http, new Acknowledge(), ReferralDecider.Decide))
            .RequireAuthorization(AccessPolicies.Roles("referrer")).Says("The report has arrived.");
    }

    static async Task<IResult> Acknowledge(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, CancellationToken ct)
    {
        if (await referrals.Find(id, ct) is not { } found || !found.State.MaySee(http)) return Visibility.NotFound(http);
        var handled = await referrals.Handle(id, RequestCause.Of(http, new Acknowledge()), new Acknowledge(), ReferralDecider.Decide, ct);
        return handled.Refusal is { } refusal ? Problems.ToResult(http, refusal)
            : new FhirAnswer(Outcome.Of(Hl7.Fhir.Model.OperationOutcome.IssueSeverity.Information, "acknowledged", "The report has arrived; the loop is closed."));
    }

    /// <summary>Whoever of the sender's reads the report has it.</summary>
    public static async Task AcknowledgeReading(this DocumentStore<Referral, ReferralFact> referrals, Document<Referral, ReferralFact> document, HttpContext http)
    {
        var actor = Caller.Of(http.User).Actor;
        if (document.State.Receipt is { AcknowledgedAt: null } && document.State.SideOf(actor) == Mover.Sender && HttpMethods.IsGet(http.Request.Method))
            await referrals.Handle(document.Id, Cause.Own(actor), new Acknowledge(), ReferralDecider.Decide, http.RequestAborted);
    }
}
