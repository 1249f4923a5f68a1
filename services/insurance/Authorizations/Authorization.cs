using System.Text.Json.Serialization;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Coverages;

namespace ClinicNetwork.Insurance.Authorizations;

/// <summary>The life of a prior authorisation. Drafting and submitting are one write, so a draft is never stored.</summary>
public enum AuthorizationStatus
{
    [JsonStringEnumMemberName("submitted")] Submitted,
    [JsonStringEnumMemberName("pended")] Pended,
    [JsonStringEnumMemberName("approved")] Approved,
    [JsonStringEnumMemberName("partial")] Partial,
    [JsonStringEnumMemberName("modified")] Modified,
    [JsonStringEnumMemberName("denied")] Denied,
}

/// <summary>A prior authorisation: what was asked of the payer, how often, and its final answer.</summary>
public sealed record PriorAuthorization
{
    public required AuthorizationStatus Status { get; init; }
    public required AuthorizationNeed Need { get; init; }
    public required Determination Full { get; init; }
    public required DateTimeOffset SubmittedAt { get; init; }
    /// <summary>How often the payer was asked, 1 or more.</summary>
    public int Asks { get; init; } = 1;
    /// <summary>When it is asked again; null after the final answer.</summary>
    public DateTimeOffset? AskAgainAt { get; init; }
    /// <summary>Visits authorised; null before the final answer.</summary>
    public int? Visits { get; init; }
    public string? Number { get; init; }
    /// <summary>X12 306 decision code of the final answer.</summary>
    public string? Code { get; init; }

    public bool IsOpen => Status is AuthorizationStatus.Submitted or AuthorizationStatus.Pended;
}

/// <summary>The coverage case of one referral: what is covered, what the payer authorised, and every unit. Its id is the referral's.</summary>
public sealed record Authorization : IAggregate<Authorization, AuthorizationFact>
{
    /// <summary>A reservation still unsettled after this is taken up by the sweeper.</summary>
    static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    public string ReferralId { get; init; } = "";
    public string Chain { get; init; } = "";
    /// <summary>Null until it is decided.</summary>
    public Determination? Determination { get; init; }
    public Account? Account { get; init; }
    /// <summary>Null when the payer wants none.</summary>
    public PriorAuthorization? Prior { get; init; }
    /// <summary>By number.</summary>
    public IReadOnlyList<UnitsAttempt> Attempts { get; init; } = [];
    /// <summary>Set while benefit documents may not hold yet what this document wants of them.</summary>
    public DateTimeOffset? SettleBy { get; init; }

    public static Authorization Initial { get; } = new();
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

    public Authorization Evolve(AuthorizationFact fact) => (fact switch
    {
        Determined f => this with { Chain = f.Chain, Determination = f.Determination, Account = f.Account },
        Submitted f => this with
        {
            Chain = f.Chain,
            Account = f.Account,
            Prior = new() { Status = AuthorizationStatus.Submitted, Need = f.Need, Full = f.Full, SubmittedAt = f.At, AskAgainAt = f.At + AuthorizationDecider.Patience(1) },
        },
        SubmittedAgain f => this with { Prior = Prior! with { Asks = Prior.Asks + 1, AskAgainAt = f.At + AuthorizationDecider.Patience(Prior.Asks + 1) } },
        Pended => this with { Prior = Prior! with { Status = AuthorizationStatus.Pended } },
        Answered f => this with { Prior = Prior! with { Status = f.Status, Visits = f.Visits, Number = f.Number, Code = f.Code, AskAgainAt = null } },
        UnitsIntended f => GiveBackBefore(f.Attempt).Put(new(f.Attempt, AttemptState.Reserving, f.Visits)).Unsettled(f.At),
        UnitsCommitted f => Put(Attempt(f.Attempt)! with { State = AttemptState.Reserved }),
        UnitsDenied f => (this with { Chain = Chain is "" ? f.Chain : Chain })
            .Put(Known(f.Attempt).GiveBack(f.Code == UnitsDecider.Released ? AttemptState.Released : AttemptState.Refused) with { Code = f.Code, Reason = f.Reason }).Unsettled(f.At),
        UnitsGivenBack f => GiveBackBefore(f.Attempt).Put(Known(f.Attempt).GiveBack(AttemptState.Released)).Unsettled(f.At),
        VisitSettled f => Put(Known(f.Attempt).With(f.Visit)).Unsettled(f.At),
        BenefitsFollowed => this with { SettleBy = null },
        _ => this,
    }) with
    { ReferralId = fact.Referral };

    UnitsAttempt Known(int number) => Attempt(number) ?? new(number, AttemptState.Unrequested, []);

    Authorization Put(UnitsAttempt attempt) =>
        this with { Attempts = [.. Attempts.Where(a => a.Number != attempt.Number).Append(attempt).OrderBy(a => a.Number)] };

    Authorization GiveBackBefore(int number) => this with
    {
        Attempts = [.. Attempts.Select(a => a.Number < number ? a.GiveBack(AttemptState.Released) : a)],
    };

    Authorization Unsettled(DateTimeOffset at) => Units().Any() ? this with { SettleBy = at + Settling } : this;

    static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
