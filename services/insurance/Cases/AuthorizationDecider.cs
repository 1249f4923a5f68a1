using System.Text.RegularExpressions;
using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>A request for coverage, with the fresh decision where one is needed.</summary>
/// <param name="Chain">By the claim check.</param>
/// <param name="AskedIn">Version of the referral that asks.</param>
/// <param name="Decision">Null when <see cref="AuthorizationDecider.NeedsDecision"/> was false.</param>
/// <param name="Correction">The correction of the order that the decision is about, by the claim check; 0 as received.</param>
public sealed record Determine(string Referral, string Chain, long AskedIn, CoverageDecision? Decision, int Correction = 0);

/// <summary>A payer's answer as a person enters it.</summary>
/// <param name="Code">X12 306 decision code: A1 in total, A2 partial, A3 not certified, A6 modified; A4 and anything else: not final yet.</param>
/// <param name="Visits">Visits certified; of no meaning for A1 and A3.</param>
/// <param name="Correction">Of the request that is answered; null: of the one that is open.</param>
public sealed record PayerAnswer(string Code, int Visits, string? Number = null, int? Correction = null);

/// <summary>Coverage and prior authorisation of one referral.</summary>
public static partial class AuthorizationDecider
{
    /// <summary>A payer asked more often than this without a final answer is a matter for the billing worklist; it is still asked.</summary>
    public const int AsksBeforeWorklist = 5;

    static readonly Backoff Again = new(TimeSpan.FromSeconds(30), TimeSpan.FromHours(4));

    /// <summary>How long to wait for an answer: 30 s, doubled with each ask, at most four hours.</summary>
    public static TimeSpan Patience(int asks) => Again.After(asks);

    /// <summary>
    /// True when a request for coverage needs a fresh decision: none was made or it was cancelled, a person may have mended what sent
    /// it to review, the order has been corrected since, the last reservation failed because another referral took what the decision counted on, or another chain treats now.
    /// A request older than the referral's cancellation needs none.
    /// </summary>
    public static bool NeedsDecision(CoverageCase state, string chain, long askedIn, int correction = 0) =>
        (state.Prior is not { IsOpen: true } prior || prior.Correction < correction) && !(askedIn < state.CancelledIn) &&
        (state.Determination is null or { Outcome: CoverageOutcome.Review } || state.Chain != chain || state.Correction < correction || state.Prior is { Status: AuthorizationStatus.Cancelled } ||
         (state.Attempts is [.., { State: AttemptState.Refused, Code: { } code }] && code.IsWant()));

    /// <summary>Answers a request for coverage.</summary>
    public static Decision<CoverageCaseFact> Decide(CoverageCase state, Command<Determine> command)
    {
        var m = command.What;
        if (m.Decision is not { } decision || !NeedsDecision(state, m.Chain, m.AskedIn, m.Correction)) return Repeat(state);
        if (decision.Need is not { } need)
        {
            var settled = Settle(state, new(m.Referral, m.Chain, decision.Determination, decision.Account, m.Correction));
            // What was asked for the order as it was before has become pointless.
            return state.Prior is { IsOpen: true } ? Decision<CoverageCaseFact>.Of([new AuthorizationCancelled(m.Referral), .. settled.Facts]) : settled;
        }
        // The payer is asked once: what it authorised stands when coverage is decided anew, unless more is wanted of it now, or it is another.
        return state.Prior is { Visits: { } authorized } prior && prior.Need.Payer == need.Payer && need.Visits <= prior.Need.Visits
            ? Settle(state, new(m.Referral, m.Chain, CoverageDecider.Certify(decision.Determination, need, Math.Min(authorized, need.Visits)), decision.Account, m.Correction))
            : new AuthorizationSubmitted(m.Referral, m.Chain, decision.Determination, decision.Account, need, m.AskedIn, command.At, m.Correction);
    }

    /// <summary>Takes a payer's answer by message.</summary>
    public static Decision<CoverageCaseFact> Decide(CoverageCase state, Command<Wire.AuthorizationAnswered> command) =>
        Decide(state, new Command<PayerAnswer>(new(command.What.Decision, command.What.Visits, command.What.AuthorizationNumber, command.What.Correction), command.Actor, command.At));

    /// <summary>Takes a payer's answer; after the first final one, or once the referral has ended, nothing changes any more.</summary>
    public static Decision<CoverageCaseFact> Decide(CoverageCase state, Command<PayerAnswer> command)
    {
        var answer = command.What;
        if (state.Prior is not { IsOpen: true } prior || (answer.Correction ?? prior.Correction) != prior.Correction) return Decision<CoverageCaseFact>.None;
        var (status, visits) = (answer.Code, Math.Clamp(answer.Visits, 0, prior.Need.Visits)) switch
        {
            ("A1", _) => (AuthorizationStatus.Approved, prior.Need.Visits),
            ("A3", _) or ("A2" or "A6", 0) => (AuthorizationStatus.Denied, 0),
            ("A2", var some) => (some == prior.Need.Visits ? AuthorizationStatus.Approved : AuthorizationStatus.Partial, some),
            ("A6", var some) => (AuthorizationStatus.Modified, some),
            _ => (AuthorizationStatus.Pended, 0),
        };
        if (status == AuthorizationStatus.Pended) return Pend(state);
        return new CoverageCaseFact[]
        {
            new AuthorizationAnswered(state.ReferralId, answer.Code, status, visits, IsNumber(answer.Number) ? answer.Number : null),
            new CoverageDetermined(state.ReferralId, state.Chain, CoverageDecider.Certify(prior.Full, prior.Need, visits), state.Account, prior.Correction),
        };
    }

    /// <summary>No answer in time: the payer is asked again, and the sender hears that it takes time.</summary>
    public static Decision<CoverageCaseFact> Decide(CoverageCase state, Command<TimePassed> command) =>
        state.Prior is { IsOpen: true, AskAgainAt: { } at } && at <= command.At
            ? new([new AuthorizationSubmittedAgain(state.ReferralId, command.At), .. Pend(state).Facts], [], null)
            : Decision<CoverageCaseFact>.None;

    /// <summary>What the referral would hear if it asked now; none while nothing is decided.</summary>
    public static IReadOnlyList<CoverageCaseFact> Snapshot(CoverageCase state) =>
        state.Prior is { IsOpen: true } ? [Waiting(state)]
        : state.Determination is { } known ? [new CoverageDetermined(state.ReferralId, state.Chain, known, state.Account, state.Correction)]
        : [];

    /// <summary>True for what can be a payer's number of an authorisation: a number, not a remark.</summary>
    public static bool IsNumber(string? number) => number is null || Number().IsMatch(number);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9./-]{0,49}$")]
    private static partial Regex Number();

    static Decision<CoverageCaseFact> Pend(CoverageCase state) => state.Prior!.Status == AuthorizationStatus.Pended
        ? Decision<CoverageCaseFact>.None
        : Waiting(state);

    static Decision<CoverageCaseFact> Settle(CoverageCase state, CoverageDetermined determined) =>
        state.Determination == determined.Determination && state.Correction == determined.Correction && state.Account == determined.Account && state.Chain == determined.Chain ? Repeat(state) : determined;

    static Decision<CoverageCaseFact> Repeat(CoverageCase state) => Decision<CoverageCaseFact>.Repeat(Snapshot(state));

    static AuthorizationPended Waiting(CoverageCase state) =>
        new(state.ReferralId, $"{state.Prior!.Need.PayerName} has not yet answered the request to authorize {state.Prior.Need.Visits} visits.");
}
