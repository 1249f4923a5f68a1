using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Coverages;

namespace ClinicNetwork.Insurance.Authorizations;

/// <summary>A payer's answer as it came, by message or entered by a person.</summary>
/// <param name="Code">X12 306 decision code: A1 in total, A2 partial, A3 not certified, A6 modified; A4 and anything else: not final yet.</param>
/// <param name="Visits">Visits certified; of no meaning for A1 and A3.</param>
public sealed record PayerAnswer(string Code, int Visits, string? Number);

/// <summary>Coverage and prior authorisation of one referral.</summary>
public static class AuthorizationDecider
{
    /// <summary>A payer asked more often than this without a final answer is a matter for the billing worklist; it is still asked.</summary>
    public const int AsksBeforeWorklist = 5;

    static readonly HashSet<string> WantOfUnits = ["units-exhausted", "benefit-exhausted", "fund-exhausted"];

    /// <summary>How long to wait for an answer: 30 s, doubled with each ask, at most an hour.</summary>
    public static TimeSpan Patience(int asks) => TimeSpan.FromSeconds(Math.Min(3600, 30 * Math.Pow(2, Math.Min(asks, 10) - 1)));

    /// <summary>
    /// True when a request for coverage needs a fresh decision: none was made, a person may have mended what sent it to
    /// review, or the last reservation failed because another referral took what the decision counted on.
    /// </summary>
    public static bool NeedsDecision(Authorization state) =>
        state.Prior is not { IsOpen: true } &&
        (state.Determination is null or { Outcome: CoverageOutcome.Review } ||
         (state.Attempts is [.., { State: AttemptState.Refused, Code: { } code }] && WantOfUnits.Contains(code)));

    /// <summary>Answers a request for coverage.</summary>
    /// <param name="decision">The fresh decision; null when <see cref="NeedsDecision"/> was false.</param>
    public static Decision<AuthorizationFact> Determine(Authorization state, string referral, string chain, CoverageDecision? decision, DateTimeOffset at)
    {
        if (decision is null || !NeedsDecision(state)) return Again(state);
        if (decision.Need is null) return Settle(state, new(referral, chain, decision.Determination, decision.Account));
        // The payer is asked once: what it authorised stands when coverage is decided anew.
        return state.Prior is { Visits: { } authorized }
            ? Settle(state, new(referral, chain, CoverageDecider.Certify(decision.Determination, decision.Need, authorized), decision.Account))
            : new Submitted(referral, chain, decision.Determination, decision.Account, decision.Need, at);
    }

    /// <summary>Takes a payer's answer; after the first final one nothing changes any more.</summary>
    public static Decision<AuthorizationFact> Answer(Authorization state, PayerAnswer answer)
    {
        if (state.Prior is not { IsOpen: true } prior) return Decision<AuthorizationFact>.None;
        var (status, visits) = (answer.Code, Math.Clamp(answer.Visits, 0, prior.Need.Visits)) switch
        {
            ("A1", _) => (AuthorizationStatus.Approved, prior.Need.Visits),
            ("A3", _) or ("A2" or "A6", 0) => (AuthorizationStatus.Denied, 0),
            ("A2", var some) => (some == prior.Need.Visits ? AuthorizationStatus.Approved : AuthorizationStatus.Partial, some),
            ("A6", var some) => (AuthorizationStatus.Modified, some),
            _ => (AuthorizationStatus.Pended, 0),
        };
        if (status == AuthorizationStatus.Pended) return Pend(state);
        return new AuthorizationFact[]
        {
            new Answered(state.ReferralId, answer.Code, status, visits, answer.Number),
            new Determined(state.ReferralId, state.Chain, CoverageDecider.Certify(prior.Full, prior.Need, visits), state.Account),
        };
    }

    /// <summary>No answer in time: the payer is asked again, and the sender hears that it takes time.</summary>
    public static Decision<AuthorizationFact> Timer(Authorization state, DateTimeOffset now) =>
        state.Prior is { IsOpen: true, AskAgainAt: { } at } && at <= now
            ? new([new SubmittedAgain(state.ReferralId, now), .. Pend(state).Facts], [], null)
            : Decision<AuthorizationFact>.None;

    static Decision<AuthorizationFact> Pend(Authorization state) => state.Prior!.Status == AuthorizationStatus.Pended
        ? Decision<AuthorizationFact>.None
        : Waiting(state);

    static Decision<AuthorizationFact> Settle(Authorization state, Determined determined) =>
        state.Determination == determined.Determination && state.Account == determined.Account ? Again(state) : determined;

    static Decision<AuthorizationFact> Again(Authorization state) =>
        state.Prior is { IsOpen: true } ? Decision<AuthorizationFact>.Repeat(Waiting(state))
        : state.Determination is { } known ? Decision<AuthorizationFact>.Repeat(new Determined(state.ReferralId, state.Chain, known, state.Account))
        : Decision<AuthorizationFact>.None;

    static Pended Waiting(Authorization state) =>
        new(state.ReferralId, $"{state.Prior!.Need.PayerName} has not yet answered the request to authorize {state.Prior.Need.Visits} visits.");
}
