namespace ClinicNetwork.Referrals;

/// <summary>
/// What may be done with a referral now. The decider is asked itself, so what is offered and what is taken can never differ.
/// </summary>
public static class Actions
{
    static readonly Need[] Nothing = [];
    static readonly Need Visits = new("visits", "How many visits, as the referrer answers: 1 to 60. The order does not say.");
    static readonly Need Text = new("text", "Why, in words that the hospital reads, 500 characters at most.");
    static readonly Need Said = new("text", "What is to be read, 2,000 characters at most.");

    static readonly Need[] ContactNeeds =
    [
        new("channel", "By what.", [.. Enum.GetValues<ContactChannel>().Select(c => c.Code())]), new("outcome", "What came of it.", [.. Enum.GetValues<ContactOutcome>().Select(o => o.Code())]),
        new("note", "What else is to be known, 500 characters at most; may be left out."),
    ];

    static readonly Need[] Place =
    [
        new("location", "To which location, by its id; GET /api/referrals/{id}/locations has them, best first."), new("therapist", "With which therapist, by their id; left out: whoever may there."),
        new("reason", "Why, in words that the hospital reads, 500 characters at most."), new("override", "true, where it does not meet what the patient prefers, or has no room now; else left out."),
    ];

    static Need[] WhyOf(IReadOnlyList<Reason> reasons) => [new("reason", "Why, as a code.", [.. reasons.Select(r => r.Code())]), Text];

    static readonly Row[] All =
    [
        Row.Of("request-cancellation", "Ask to cancel", Mover.Sender, "/api/referrals/{id}/cancellation/request", _ => [new("text", "Why, in words; may be left out.")], _ => new RequestCancellation(null), ReferralDecider.Decide)
            .OverFhir("PUT", "/fhir/ServiceRequest/{id}", new Need("status", "The order with this status.", ["revoked"])),
        Row.Of("correct", "Correct the order", Mover.Sender, "/fhir/ServiceRequest/{id}", _ => [new("ServiceRequest", "The order as it is meant, whole, with its patient. Whom it is for stays.")], _ => new TryCorrecting(), ReferralDecider.Decide)
            .OverFhir("PUT", "/fhir/ServiceRequest/{id}", new Need("ServiceRequest", "The order as it is meant, whole, with its patient. Whom it is for stays.")),
        Row.Of("entered-in-error", "It was entered in error", Mover.Sender, "/api/referrals/{id}/entered-in-error", _ => [new("text", "Why, in words; may be left out.")], _ => new EnterInError(null), ReferralDecider.Decide)
            .OverFhir("PUT", "/fhir/ServiceRequest/{id}", new Need("status", "The order with this status.", ["entered-in-error"])),
        Row.Of("clear-duplicates", "No duplicate: both go on", Mover.Receiver, "/api/referrals/{id}/duplicates/clear", _ => Nothing, _ => new ClearDuplicates(), ReferralDecider.Decide),
        Row.Of("accept", "Accept", Mover.Receiver, "/api/referrals/{id}/accept", Asked, r => new Accept(false, Answered(r)), ReferralDecider.Decide),
        Row.Of("accept-self-pay", "Accept, the patient pays", Mover.Receiver, "/api/referrals/{id}/accept", r => [new("payment", "Without insurance.", ["self-pay"]), .. Asked(r)],
            r => new Accept(true, Answered(r)), ReferralDecider.Decide),
        Row.Of("reject", "Reject", Mover.Receiver, "/api/referrals/{id}/reject", _ => WhyOf(Reasons.ToReject), _ => new Reject(Reason.Other.Code(), "…"), ReferralDecider.Decide),
        Row.Of("hand-back", "Hand back", Mover.Receiver, "/api/referrals/{id}/hand-back", _ => WhyOf(Reasons.ToHandBack), (_, rules) => new HandBack(Reason.Other.Code(), "…", rules.Contacts), ReferralDecider.Decide),
        Row.Of("discharge", "End the treatment early", Mover.Receiver, "/api/referrals/{id}/discharge", _ => WhyOf(Reasons.ToDischarge), (_, rules) => new Discharge(Reason.Other.Code(), "…", rules.Contacts), ReferralDecider.Decide),
        Row.Of("transfer", "Move to another place", Mover.Receiver, "/api/referrals/{id}/transfer", _ => Place, _ => new Transfer("…", null, "…", false, null), ReferralDecider.Decide),
        Row.Of("reopen", "Open again", Mover.Receiver, "/api/referrals/{id}/reopen", _ => [Text], (_, rules) => new Reopen("…", rules.ReopenWithinDays), ReferralDecider.Decide),
        Row.Of("accept-estimate", "The patient accepts the estimate", Mover.Receiver, "/api/referrals/{id}/estimate/accept", _ => Nothing, _ => new AcceptEstimate(), ReferralDecider.Decide),
        Row.Of("ask", "Ask the referrer", Mover.Receiver, "/api/referrals/{id}/messages", _ => [Said, new("dueDays", "Days until an answer is expected, 1 to 60; the chain's usual where it is left out.")], (_, rules) => new Send("…", null, rules.Questions), ReferralDecider.Decide),
        Row.Of("ask", "Ask the clinic", Mover.Sender, "/api/referrals/{id}/messages", _ => [Said], (_, rules) => new Send("…", null, rules.Questions), ReferralDecider.Decide)
            .OverFhir("POST", "/fhir/Communication", new Need("basedOn", "The order."), new Need("payload", "The question, as contentString.")),
        Row.Of("reply", "Answer the hospital", Mover.Receiver, "/api/referrals/{id}/messages", r => [Said, Number(r, Mover.Sender)], (r, rules) => new Send("…", Asked(r, Mover.Sender)?.Number ?? 0, rules.Questions), ReferralDecider.Decide),
        Row.Of("reply", "Answer the clinic", Mover.Sender, "/api/referrals/{id}/messages", r => [Said, Number(r, Mover.Receiver)], (r, rules) => new Send("…", Asked(r, Mover.Receiver)?.Number ?? 0, rules.Questions), ReferralDecider.Decide)
            .OverFhir("POST", "/fhir/Communication", new Need("inResponseTo", "The question."), new Need("payload", "The answer, as contentString.")),
        Row.Of("resolve", "The question is answered", Mover.Receiver, "/api/referrals/{id}/messages/{number}/resolve", _ => Nothing, r => new Resolve(Open(r)), ReferralDecider.Decide),
        Row.Of("ask-for-more", "Ask the referrer for more visits", Mover.Receiver, "/api/referrals/{id}/continuation/ask",
            _ => [new("visits", "How many more, 1 to 60."), new("goalsMet", "What was reached, 1,000 characters at most."), new("goalsOpen", "What was not yet, 1,000 characters at most.")], (_, rules) => new AskForMore(1, "…", "…", rules.Questions), ReferralDecider.Decide),
        Row.Of("no-more-needed", "No more visits are needed", Mover.Receiver, "/api/referrals/{id}/continuation/not-needed", _ => Nothing, _ => new NeedNoMore(), ReferralDecider.Decide),
        Row.Of("contact", "Record an attempt to reach the patient", Mover.Receiver, "/api/referrals/{id}/contacts", _ => ContactNeeds, _ => new RecordContact("phone", "reached"), ReferralDecider.Decide),
        Row.Of("note", "Write a note", Mover.Receiver, "/api/referrals/{id}/notes", _ => [new("text", "For your colleagues; the hospital never reads it. 2,000 characters at most.")], _ => new WriteNote("…"), ReferralDecider.Decide),
        Row.Of("acknowledge-report", "Say that the report has arrived", Mover.Sender, "/api/referrals/{id}/report/acknowledge", _ => Nothing, _ => new Acknowledge(), ReferralDecider.Decide)
            .OverFhir("POST", "/fhir/Bundle/{id}/$acknowledge"),
        Row.Of("seen", "Seen: we see to it", Mover.Sender, "/api/referrals/{id}/seen", _ => Nothing, _ => new SeeEnd(), ReferralDecider.Decide),
        Row.Of("confirm-cancellation", "Confirm the cancellation", Mover.Receiver, "/api/referrals/{id}/cancellation/confirm", _ => Nothing, _ => new ConfirmCancellation(), ReferralDecider.Decide),
    ];

    /// <summary>In the order in which they are shown; none that would change nothing.</summary>
    /// <param name="version">Of the document: what is told is true for it.</param>
    /// <param name="rules">The chain's.</param>
    /// <param name="overFhir">As systems do it, not people.</param>
    public static IReadOnlyList<PermittedAction> Of(Referral referral, long version, ReferralRules rules, Mover mover, Actor actor, DateTimeOffset at, bool overFhir = false) =>
    [
        .. from row in All
           where row.By == mover && (overFhir ? mover == Mover.Receiver || row.Fhir is not null : !row.IsOverFhirAlone)
           let decision = row.Try(referral, rules, actor, at)
           where decision.Refusal is null && decision.Facts.Count > 0
           let way = overFhir && row.Fhir is { } fhir ? fhir : (Method: "POST", row.Path, Needs: row.Needs(referral))
           select new PermittedAction(row.Code, row.Title, way.Method, Address(way.Path, referral), way.Needs, Effects.Of(referral, decision.Facts, version)),
    ];

    static string Address(string path, Referral referral) =>
        path.Replace("{id}", referral.ReferralId, StringComparison.Ordinal).Replace("{number}", $"{Open(referral)}", StringComparison.Ordinal);

    static Need Number(Referral referral, Mover from) => new("replyTo", "The question's number.", [.. referral.Conversation.Where(m => m.From == from && m.AwaitsReply).Select(m => $"{m.Number}")]);

    /// <summary>The oldest question of that side that nobody has answered.</summary>
    static Message? Asked(Referral referral, Mover from) => referral.Conversation.FirstOrDefault(m => m.From == from && m.AwaitsReply);

    /// <summary>The number of the chain's oldest question that it has not called answered; 0 when there is none.</summary>
    static int Open(Referral referral) => referral.Conversation.FirstOrDefault(m => m is { From: Mover.Receiver, IsOpen: true })?.Number ?? 0;

    static Need[] Asked(Referral referral) => referral.Prescription.Visits == 0 ? [Visits] : Nothing;

    /// <summary>Any number will do to find out whether it would be taken.</summary>
    static int? Answered(Referral referral) => referral.Prescription.Visits == 0 ? 1 : null;

    /// <param name="Needs">What has to be said with it.</param>
    /// <param name="Try">The decision that it would be.</param>
    sealed record Row(string Code, string Title, Mover By, string Path, Func<Referral, IReadOnlyList<Need>> Needs, Func<Referral, ReferralRules, Actor, DateTimeOffset, Decision<ReferralFact>> Try)
    {
        /// <summary>How hospitals' systems do it; null where only people do.</summary>
        public (string Method, string Path, IReadOnlyList<Need> Needs)? Fhir { get; private init; }

        /// <summary>A whole order is no form: systems send it.</summary>
        public bool IsOverFhirAlone => Path.StartsWith("/fhir/", StringComparison.Ordinal);

        public Row OverFhir(string method, string path, params IReadOnlyList<Need> needs) => this with { Fhir = (method, path, needs) };

        /// <param name="example">One that says all it has to.</param>
        public static Row Of<TWhat>(
            string code, string title, Mover by, string path, Func<Referral, IReadOnlyList<Need>> needs, Func<Referral, TWhat> example,
            Func<Referral, Command<TWhat>, Decision<ReferralFact>> decide) => Of(code, title, by, path, needs, (referral, _) => example(referral), decide);

        /// <inheritdoc cref="Of{TWhat}(string, string, Mover, string, Func{Referral, IReadOnlyList{Need}}, Func{Referral, TWhat}, Func{Referral, Command{TWhat}, Decision{ReferralFact}})"/>
        public static Row Of<TWhat>(
            string code, string title, Mover by, string path, Func<Referral, IReadOnlyList<Need>> needs, Func<Referral, ReferralRules, TWhat> example,
            Func<Referral, Command<TWhat>, Decision<ReferralFact>> decide) =>
            new(code, title, by, path, needs, (referral, rules, actor, at) => decide(referral, new(example(referral, rules), actor, at)));
    }
}
