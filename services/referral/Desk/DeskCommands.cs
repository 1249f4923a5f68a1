using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <param name="Payment">self-pay to go on without insurance; null to go on as usual.</param>
/// <param name="Visits">Where the order does not say how many: the referrer's number.</param>
public sealed record AcceptRequest(string? Payment = null, int? Visits = null);

/// <summary>A reason and what the hospital reads beside it.</summary>
/// <param name="Reason">A code of <see cref="Reasons.ToReject"/>, <see cref="Reasons.ToHandBack"/> or <see cref="Reasons.ToDischarge"/>.</param>
public sealed record ReasonRequest(string? Reason = null, string? Text = null);

/// <summary>What coordinators decide on a referral of their chains; each request with an optional Idempotency-Key.</summary>
public static class DeskCommands
{
    public static void MapDeskCommands(this WebApplication app)
    {
        var referral = app.MapGroup("/api/referrals/{id}").RequireAuthorization(AccessPolicies.Roles("coordinator"));
        referral.MapPost("accept", TakeIt).Says("Take it: covered as the plan says, or paid by the patient.", typeof(AcceptRequest));
        referral.MapPost("reject", (string id, HttpContext http) => Say(id, http, (said, _) => new Reject(said.Reason, said.Text), ReferralDecider.Decide)).Says("Refuse it; the hospital reads why.", typeof(ReasonRequest));
        referral.MapPost("hand-back", (string id, HttpContext http) => Say(id, http, (said, rules) => new HandBack(said.Reason, said.Text, rules.Contacts), ReferralDecider.Decide)).Says("Hand back what was accepted and has not begun.", typeof(ReasonRequest));
        referral.MapPost("discharge", (string id, HttpContext http) => Say(id, http, (said, rules) => new Discharge(said.Reason, said.Text, rules.Contacts), ReferralDecider.Decide)).Says("End the treatment before its last visit.", typeof(ReasonRequest));
        referral.MapPost("reopen", (string id, HttpContext http) => Say(id, http, (said, rules) => new Reopen(said.Text, rules.ReopenWithinDays), ReferralDecider.Decide)).Says("Open again what has ended.", typeof(ReasonRequest));
        app.MapPost("/api/referrals/{id}/cancellation/request", (string id, HttpContext http) => Say(id, http, (said, _) => new RequestCancellation(said.Text), ReferralDecider.Decide))
            .RequireAuthorization(AccessPolicies.Roles("referrer")).Says("Ask the clinic to cancel it.", typeof(ReasonRequest));
        referral.MapPost("estimate/accept", (string id, HttpContext http) => Run(id, http, new AcceptEstimate(), ReferralDecider.Decide)).Says("The patient accepts to pay.");
        referral.MapPost("cancellation/confirm", (string id, HttpContext http) => Run(id, http, new ConfirmCancellation(), ReferralDecider.Decide)).Says("Cancel it, as the hospital has asked.");
    }

    static async Task<IResult> TakeIt(string id, HttpContext http)
    {
        var request = await JsonBody.ReadOrNull<AcceptRequest>(http) ?? new();
        return request.Payment is null or "self-pay"
            ? await Run(id, http, new Accept(request.Payment is not null, request.Visits), ReferralDecider.Decide)
            : Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "unknown-payment", "payment: self-pay, or nothing to go on as usual.", "payment"));
    }

    static async Task<IResult> Say<TWhat>(string id, HttpContext http, Func<ReasonRequest, ReferralRules, TWhat> what, Func<Referral, Command<TWhat>, Decision<ReferralFact>> decide)
    {
        var said = await JsonBody.ReadOrNull<ReasonRequest>(http) ?? new();
        return await RunByRules(id, http, rules => what(said, rules), decide);
    }

    /// <summary>As <see cref="Run"/>, for what the chain's rules have a say in.</summary>
    internal static async Task<IResult> RunByRules<TWhat>(string id, HttpContext http, Func<ReferralRules, TWhat> what, Func<Referral, Command<TWhat>, Decision<ReferralFact>> decide)
    {
        var services = http.RequestServices;
        if (await services.GetRequiredService<DocumentStore<Referral, ReferralFact>>().Find(id, http.RequestAborted) is not { } found || !found.State.MaySee(http)) return Visibility.NotFound(http);
        return await Run(id, http, what(await services.GetRequiredService<Policies<ReferralRules>>().Of(found.State.Chain, http.RequestAborted)), decide);
    }

    /// <summary>Decides it on a referral that the caller sees, and says where that stands then.</summary>
    internal static async Task<IResult> Run<TWhat>(string id, HttpContext http, TWhat what, Func<Referral, Command<TWhat>, Decision<ReferralFact>> decide)
    {
        var referrals = http.RequestServices.GetRequiredService<DocumentStore<Referral, ReferralFact>>();
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
