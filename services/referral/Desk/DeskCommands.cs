using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <param name="Payment">self-pay to go on without insurance; null to go on as usual.</param>
/// <param name="Visits">Where the order does not say how many: the referrer's number.</param>
public sealed record AcceptRequest(string? Payment = null, int? Visits = null);

/// <param name="Reason">A code of <see cref="Reasons.ToReject"/>.</param>
public sealed record RejectRequest(string? Reason = null, string? Text = null);

/// <summary>What coordinators decide on a referral of their chains; each request with an optional Idempotency-Key.</summary>
public static class DeskCommands
{
    public static void MapDeskCommands(this WebApplication app)
    {
        var referral = app.MapGroup("/api/referrals/{id}").RequireAuthorization(AccessPolicies.Roles("coordinator"));
        referral.MapPost("accept", TakeIt);
        referral.MapPost("reject", async (string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals) =>
        {
            var body = await JsonBody.ReadOrNull<RejectRequest>(http);
            return await Run(id, http, referrals, new Reject(body?.Reason, body?.Text), ReferralDecider.Decide);
        });
        referral.MapPost("estimate/accept", (string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals) =>
            Run(id, http, referrals, new AcceptEstimate(), ReferralDecider.Decide));
        referral.MapPost("cancellation/confirm", (string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals) =>
            Run(id, http, referrals, new ConfirmCancellation(), ReferralDecider.Decide));
    }

    static async Task<IResult> TakeIt(string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals)
    {
        var request = await JsonBody.ReadOrNull<AcceptRequest>(http) ?? new();
        return request.Payment is null or "self-pay"
            ? await Run(id, http, referrals, new Accept(request.Payment is not null, request.Visits), ReferralDecider.Decide)
            : Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "unknown-payment", "payment: self-pay, or nothing to go on as usual.", "payment"));
    }

    static async Task<IResult> Run<TWhat>(
        string id, HttpContext http, DocumentStore<Referral, ReferralFact> referrals, TWhat what, Func<Referral, Command<TWhat>, Decision<ReferralFact>> decide)
    {
        var cause = RequestCause.Of(http, what);
        if (await referrals.Find(id, http.RequestAborted) is not { } found || !found.State.MaySee(http)) return Visibility.NotFound(http);
        var handled = await referrals.Handle(id, cause, what, decide, http.RequestAborted);
        return handled.Refusal is { } refusal
            ? Problems.ToResult(http, refusal)
            : Results.Ok(new
            {
                referralId = id, businessStatus = handled.State.BusinessStatus.Code(), taskStatus = handled.State.TaskStatus, attention = handled.State.Attention?.Code(),
            });
    }
}
