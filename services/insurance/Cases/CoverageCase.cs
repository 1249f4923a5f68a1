using ClinicNetwork.Insurance.Benefits;
using Wire = ClinicNetwork.Contracts.Insurance.V1;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>The coverage case of one referral: what is covered, what the payer authorised, and every unit. Its id is the referral's.</summary>
public sealed record CoverageCase : IAggregate<CoverageCase, CoverageCaseFact>
{
    /// <summary>What is still unsettled after this is taken up by the sweeper.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    public static Rulebook<CoverageCase, CoverageCaseFact> Rules { get; } = new("coverage-cases", CoverageCasePublisher.Publish, AuthorizationDecider.Decide,
        Rulebook<CoverageCase, CoverageCaseFact>.On<Wire.AuthorizationAnswered>(m => m.ReferralId, AuthorizationDecider.Decide))
    {
        Snapshot = AuthorizationDecider.Snapshot,
    };

    public string ReferralId { get; init; } = "";
    public string Chain { get; init; } = "";
    /// <summary>Null until it is decided.</summary>
    public Determination? Determination { get; init; }
    /// <summary>The correction of the order that was decided on; 0 as received.</summary>
    public int Correction { get; init; }
    public Account? Account { get; init; }
    /// <summary>Null when the payer wants none.</summary>
    public PriorAuthorization? Prior { get; init; }
    /// <summary>By number.</summary>
    public IReadOnlyList<UnitsAttempt> Attempts { get; init; } = [];
    /// <summary>Set while benefit documents may not hold yet what this document wants of them.</summary>
    public DateTimeOffset? SettleBy { get; init; }
    /// <summary>Attempts whose release was asked for and is answered once nothing is unsettled.</summary>
    public IReadOnlyList<int> Releasing { get; init; } = [];
    /// <summary>The newest version of the referral that was cancelled; null when none was.</summary>
    public long? CancelledIn { get; init; }

    public static CoverageCase Initial { get; } = new();
    public DateTimeOffset? Due => Earlier(Prior?.AskAgainAt, SettleBy);

    public int Covered => Determination is { IsCovered: true } covered ? covered.CoveredVisits : 0;
    public int Used => Attempts.Sum(a => a.Count(UnitState.Used));
    public int Reserved => Attempts.Sum(a => a.Count(UnitState.Reserved));
    /// <summary>0 or more, also when coverage was decided anew for less than was already used.</summary>
    public int Left => Math.Max(0, Covered - Used - Reserved);

    public UnitsAttempt? Attempt(int number) => Attempts.FirstOrDefault(a => a.Number == number);

    /// <summary>What the benefit documents shall hold of this referral.</summary>
    public IEnumerable<Unit> Units() =>
        from attempt in Attempts
        from visit in attempt.Visits
        where visit.Key is not null
        let state = visit.State == UnitState.Uncounted ? UnitState.Released : visit.State
        select new Unit(visit.Key!, ReferralId, attempt.Number, visit.Visit, state, visit.Free, Account?.Fund is null ? 0 : Account.Price);

    public CoverageCase Evolve(CoverageCaseFact fact) => (fact switch
    {
        CoverageDetermined f => this with { Chain = f.Chain, Determination = f.Determination, Account = f.Account, Correction = f.Correction },
        AuthorizationSubmitted f => this with
        {
            Chain = f.Chain,
            Account = f.Account,
            Prior = new()
            {
                Status = AuthorizationStatus.Submitted, Need = f.Need, Full = f.Full, SubmittedAt = f.At, AskedIn = f.AskedIn, Correction = f.Correction,
                AskAgainAt = f.At + AuthorizationDecider.Patience(1),
            },
        },
        AuthorizationSubmittedAgain f => this with { Prior = Prior! with { Asks = Prior.Asks + 1, AskAgainAt = f.At + AuthorizationDecider.Patience(Prior.Asks + 1) } },
        AuthorizationPended => this with { Prior = Prior! with { Status = AuthorizationStatus.Pended } },
        AuthorizationAnswered f => this with { Prior = Prior! with { Status = f.Status, Visits = f.Visits, Number = f.Number, Code = f.Code, AskAgainAt = null } },
        AuthorizationCancelled => this with { Prior = Prior! with { Status = AuthorizationStatus.Cancelled, AskAgainAt = null } },
        UnitsIntended f => GiveBackBefore(f.Attempt).Put(new(f.Attempt, AttemptState.Reserving, f.Visits)).Unsettled(f.At),
        UnitsReserved f => Put(Attempt(f.Attempt)! with { State = AttemptState.Reserved }),
        UnitsRefused f => (this with { Chain = Chain is "" ? f.Chain : Chain })
            .Put(Known(f.Attempt).GiveBack(f.Code == UnitsRefusal.Released ? AttemptState.Released : AttemptState.Refused) with { Code = f.Code, Reason = f.Reason })
            .UnsettledSince(this, f.At),
        UnitsGivenUp f => (GiveBackBefore(f.Attempt) with
        {
            Chain = Chain is "" ? f.Chain : Chain,
            Releasing = [.. Releasing.Append(f.Attempt).Distinct().Order()],
            CancelledIn = f.CancelledIn is { } version && version > (CancelledIn ?? 0) ? version : CancelledIn,
        }).Put(Known(f.Attempt).GiveBack(AttemptState.Released)).UnsettledSince(this, f.At),
        UnitsReleased f => this with { Releasing = [.. Releasing.Where(a => a != f.Attempt)] },
        VisitSettled f => Put(Known(f.Attempt).With(f.Visit)).UnsettledSince(this, f.At),
        BenefitsFollowed => this with { SettleBy = null },
        _ => this,
    }) with
    { ReferralId = fact.Referral };

    UnitsAttempt Known(int number) => Attempt(number) ?? new(number, AttemptState.Unrequested, []);

    CoverageCase Put(UnitsAttempt attempt) =>
        this with { Attempts = [.. Attempts.Where(a => a.Number != attempt.Number).Append(attempt).OrderBy(a => a.Number)] };

    CoverageCase GiveBackBefore(int number) => this with
    {
        Attempts = [.. Attempts.Select(a => a.Number < number ? a.GiveBack(AttemptState.Released) : a)],
    };

    /// <summary>An attempt that is being reserved waits for its benefits, also when all of its visits took place before it was asked for.</summary>
    CoverageCase Unsettled(DateTimeOffset at) => Units().Any() ? this with { SettleBy = at + Settling } : this;

    /// <summary>Where benefit documents have something to follow. What changes none of their units unsettles nothing.</summary>
    CoverageCase UnsettledSince(CoverageCase before, DateTimeOffset at) => Units().SequenceEqual(before.Units()) ? this : this with { SettleBy = at + Settling };

    static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
