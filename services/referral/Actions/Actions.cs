namespace ClinicNetwork.Referrals;

/// <summary>
/// What may be done with a referral now. The decider is asked itself, so what is offered and what is taken can never differ.
/// </summary>
public static class Actions
{
    static readonly Need[] Nothing = [];
    static readonly Need Visits = new("visits", "How many visits, as the referrer answers: 1 to 60. The order does not say.");
    static readonly Need[] Why =
    [
        new("reason", "Why it is not taken.", [.. Reasons.ToReject.Select(r => r.Code())]),
        new("text", "The same in words that the hospital reads, 500 characters at most."),
    ];

    static readonly Row[] All =
    [
        Row.Of("request-cancellation", "Ask to cancel", Mover.Sender, "PUT", "/fhir/ServiceRequest/{id}", _ => [new("status", "The order with this status.", ["revoked"])],
            _ => new RequestCancellation(null), ReferralDecider.Decide),
        Row.Of("accept", "Accept", Mover.Receiver, "POST", "/api/referrals/{id}/accept", Asked, r => new Accept(false, Answered(r)), ReferralDecider.Decide),
        Row.Of("accept-self-pay", "Accept, the patient pays", Mover.Receiver, "POST", "/api/referrals/{id}/accept", r => [new("payment", "Without insurance.", ["self-pay"]), .. Asked(r)],
            r => new Accept(true, Answered(r)), ReferralDecider.Decide),
        Row.Of("reject", "Reject", Mover.Receiver, "POST", "/api/referrals/{id}/reject", _ => Why, _ => new Reject(Reason.Other.Code(), "…"), ReferralDecider.Decide),
        Row.Of("accept-estimate", "The patient accepts the estimate", Mover.Receiver, "POST", "/api/referrals/{id}/estimate/accept", _ => Nothing, _ => new AcceptEstimate(), ReferralDecider.Decide),
        Row.Of("confirm-cancellation", "Confirm the cancellation", Mover.Receiver, "POST", "/api/referrals/{id}/cancellation/confirm", _ => Nothing, _ => new ConfirmCancellation(), ReferralDecider.Decide),
    ];

    /// <summary>In the order in which they are shown; none that would change nothing.</summary>
    /// <param name="version">Of the document: what is told is true for it.</param>
    public static IReadOnlyList<PermittedAction> Of(Referral referral, long version, Mover mover, Actor actor, DateTimeOffset at) =>
    [
        .. from row in All
           where row.By == mover
           let decision = row.Try(referral, actor, at)
           where decision.Refusal is null && decision.Facts.Count > 0
           select new PermittedAction(row.Code, row.Title, row.Method, row.Path.Replace("{id}", referral.ReferralId, StringComparison.Ordinal), row.Needs(referral), Effects.Of(referral, decision.Facts, version)),
    ];

    static Need[] Asked(Referral referral) => referral.Prescription.Visits == 0 ? [Visits] : Nothing;

    /// <summary>Any number will do to find out whether it would be taken.</summary>
    static int? Answered(Referral referral) => referral.Prescription.Visits == 0 ? 1 : null;

    /// <param name="Needs">What has to be said with it.</param>
    /// <param name="Try">The decision that it would be.</param>
    sealed record Row(
        string Code, string Title, Mover By, string Method, string Path, Func<Referral, IReadOnlyList<Need>> Needs, Func<Referral, Actor, DateTimeOffset, Decision<ReferralFact>> Try)
    {
        /// <param name="example">One that says all it has to.</param>
        public static Row Of<TWhat>(
            string code, string title, Mover by, string method, string path, Func<Referral, IReadOnlyList<Need>> needs, Func<Referral, TWhat> example,
            Func<Referral, Command<TWhat>, Decision<ReferralFact>> decide) =>
            new(code, title, by, method, path, needs, (referral, actor, at) => decide(referral, new(example(referral), actor, at)));
    }
}
