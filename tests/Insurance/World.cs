using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;

namespace ClinicNetwork.Tests.Insurance;

/// <summary>The units protocol in memory: the same deciders as in the service, with every step between two writes in the test's hands.</summary>
sealed class World
{
    readonly List<CoverageCaseFact> facts = [];
    readonly HashSet<(string Referral, int Attempt)> asked = [];
    readonly List<(string Referral, int Attempt)> released = [];
    readonly Dictionary<string, CoverageCase> cases = [];
    readonly Dictionary<string, Benefit> benefits = [];

    public IReadOnlyDictionary<string, CoverageCase> Cases => cases;
    public IReadOnlyDictionary<string, Benefit> Benefits => benefits;

    public CoverageCase this[string referral] => cases[referral];

    public void Cover(string referral, CoverageDecision decision, long version = 1) => Apply(referral, Given.Ask(decision, referral, version), AuthorizationDecider.Decide);
    public Decision<CoverageCaseFact> Request(string referral, int attempt, IReadOnlyList<PlannedVisit> visits) =>
        Apply(referral, Given.Want(Given.UnitsRequested(attempt, visits, referral)), UnitsDecider.Decide);
    public Decision<CoverageCaseFact> Release(string referral, int attempt, IReadOnlyList<PlannedVisit>? completed = null, string reason = "series-released", long version = 1)
    {
        asked.Add((referral, attempt));
        return Apply(referral, Given.Release(attempt, completed, reason, version, referral), ReleaseDecider.Decide);
    }

    public Decision<CoverageCaseFact> Use(string referral, int attempt, PlannedVisit visit) => Apply(referral,
        Given.Want(new VisitCompleted { ReferralId = referral, Version = 1, Attempt = attempt, Visit = visit.Visit, Date = visit.Date, Minutes = 60, Remaining = 1 }), UnitsDecider.Decide);
    public Decision<CoverageCaseFact> Miss(string referral, int attempt, int visit) => Apply(referral,
        Given.Want(new VisitMissed { ReferralId = referral, Version = 1, Attempt = attempt, Visit = visit, Remaining = 1 }), UnitsDecider.Decide);

    /// <summary>Settles by steps, as the service does between its writes; stops (crashes) after as many of them.</summary>
    public void Settle(string referral, int steps = int.MaxValue)
    {
        for (var round = 0; steps > 0 && cases.TryGetValue(referral, out var state) && state.SettleBy is not null; round++)
        {
            // The service leaves what is still open after five rounds to its sweeper.
            Assert.InRange(round, 0, 4);
            var (followed, shortage) = Follow(state, ref steps);
            if (steps-- > 0) Conclude(referral, followed, shortage);
        }
    }

    /// <summary>The benefit documents follow a state that may be an old one by now.</summary>
    public (IReadOnlyList<Followed> Followed, UnitsRefusal? Shortage) Follow(CoverageCase state, ref int steps)
    {
        var account = state.Account ?? Account.Unlimited;
        var followed = new List<Followed>();
        foreach (var wanted in state.Units().GroupBy(u => u.Key).Select(g => g.ToList()))
        {
            if (steps-- <= 0) break;
            var benefit = benefits.GetValueOrDefault(wanted[0].Key, Benefit.Initial);
            benefit = benefits[wanted[0].Key] = benefit.After(BenefitDecider.Decide(benefit, Given.Want(new Follow(account, wanted))));
            followed.AddRange(wanted.Select(u => new Followed(u, benefit.StateOf(u))));
            if (BenefitDecider.Shortage(benefit, account, wanted) is { } shortage) return (followed, shortage);
        }
        return (followed, null);
    }

    public void Conclude(string referral, IReadOnlyList<Followed> followed, UnitsRefusal? shortage) =>
        Apply(referral, Given.Want(new Conclude(followed, shortage)), UnitsDecider.Decide);

    /// <summary>Never above what is covered, authorised or in the fund; never below nothing.</summary>
    public void HoldsLimits()
    {
        Assert.All(cases.Values, c => Assert.True(c.Used >= 0 && c.Reserved >= 0 && c.Left >= 0 && c.Used + c.Reserved + c.Left == c.Covered,
            $"{c.Used} used, {c.Reserved} reserved and {c.Left} left of {c.Covered}"));
        foreach (var (key, benefit) in benefits)
        {
            var account = cases.Values.Select(c => c.Account).First(a => a is not null && key.StartsWith(a.Payer, StringComparison.Ordinal))!;
            Assert.Null(account.Passed(benefit.Use));
            Assert.Equal(benefit.Units.Count, benefit.Units.DistinctBy(u => (u.Referral, u.Attempt, u.Visit)).Count());
        }
    }

    /// <summary>Once all is settled, benefits hold exactly the live units of the cases, and no attempt is half way.</summary>
    public void AgreesAfterSettling()
    {
        foreach (var referral in cases.Keys.ToList()) Settle(referral);
        Assert.All(cases.Values, c => Assert.Null(c.SettleBy));
        Assert.DoesNotContain(cases.Values.SelectMany(c => c.Attempts), a => a.State == AttemptState.Reserving);
        Assert.Equal(Live(cases.Values.SelectMany(c => c.Units())), Live(benefits.Values.SelectMany(b => b.Units)));
        Assert.All(cases.Values.SelectMany(c => c.Attempts).Where(a => a.IsOver), a => Assert.Equal(0, a.Count(UnitState.Reserved)));
        Assert.All(cases.Values, c => Assert.Empty(c.Releasing));
        Assert.Superset(asked, released.ToHashSet());
    }

    public static IReadOnlyList<string> Live(IEnumerable<Unit> units) =>
        [.. units.Where(u => u.State is UnitState.Reserved or UnitState.Used)
            .Select(u => $"{u.Key} {u.Referral} {u.Attempt}-{u.Visit} {u.State}").Order(StringComparer.Ordinal)];

    /// <summary>All facts of all cases, oldest first.</summary>
    public IReadOnlyList<CoverageCaseFact> Facts => facts;

    /// <summary>Time passes for one referral's authorisation.</summary>
    public void Pass(string referral, DateTimeOffset at) => Apply(referral, Given.Want(new TimePassed(), at), AuthorizationDecider.Decide);

    /// <summary>Told of releases so far, by referral and attempt, again ones included.</summary>
    public IReadOnlyList<(string Referral, int Attempt)> Released => released;

    Decision<CoverageCaseFact> Apply<T>(string referral, Command<T> command, Func<CoverageCase, Command<T>, Decision<CoverageCaseFact>> decide)
    {
        var state = cases.GetValueOrDefault(referral, CoverageCase.Initial);
        var decision = decide(state, command);
        facts.AddRange(decision.Facts);
        if (decision.Facts.Count > 0) cases[referral] = state.After(decision);
        // Nothing is answered while benefit documents may still count it.
        if (decision.Facts.Concat(decision.Again).Any(f => f is UnitsReleased)) Assert.Null(cases.GetValueOrDefault(referral, state).SettleBy);
        released.AddRange(decision.Facts.Concat(decision.Again).OfType<UnitsReleased>().Select(r => (r.Referral, r.Attempt)));
        return decision;
    }
}
