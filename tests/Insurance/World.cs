using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Authorizations;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Coverages;

namespace ClinicNetwork.Tests.Insurance;

/// <summary>The units protocol in memory: the same deciders as in the service, with every step between two writes in the test's hands.</summary>
sealed class World
{
    static readonly DateTimeOffset At = Given.Now;
    readonly Dictionary<string, Authorization> cases = [];
    readonly Dictionary<string, Benefit> benefits = [];

    public IReadOnlyDictionary<string, Authorization> Cases => cases;
    public IReadOnlyDictionary<string, Benefit> Benefits => benefits;

    public Authorization this[string referral] => cases[referral];

    public void Cover(string referral, CoverageDecision decision) => Apply(referral, s => AuthorizationDecider.Determine(s, referral, Given.Chain, decision, At));
    public Decision<AuthorizationFact> Request(string referral, int attempt, IReadOnlyList<WantedVisit> visits) =>
        Apply(referral, s => UnitsDecider.Reserve(s, referral, Given.Chain, attempt, visits, At));
    public Decision<AuthorizationFact> Release(string referral, int attempt) => Apply(referral, s => UnitsDecider.Release(s, referral, attempt, At));
    public Decision<AuthorizationFact> Use(string referral, int attempt, WantedVisit visit) => Apply(referral, s => UnitsDecider.Use(s, attempt, visit.Visit, visit.Date, At));
    public Decision<AuthorizationFact> Miss(string referral, int attempt, int visit) => Apply(referral, s => UnitsDecider.Miss(s, attempt, visit, At));

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
    public (IReadOnlyList<Followed> Followed, string? Shortage) Follow(Authorization state, ref int steps)
    {
        var account = state.Account ?? Account.Unlimited;
        var followed = new List<Followed>();
        foreach (var wanted in state.Units().GroupBy(u => u.Key).Select(g => g.ToList()))
        {
            if (steps-- <= 0) break;
            var benefit = benefits.GetValueOrDefault(wanted[0].Key, Benefit.Initial);
            benefit = benefits[wanted[0].Key] = benefit.After(BenefitDecider.Follow(benefit, account, wanted));
            followed.AddRange(wanted.Select(u => new Followed(u, benefit.StateOf(u))));
            if (BenefitDecider.Shortage(benefit, account, wanted) is { } shortage) return (followed, shortage);
        }
        return (followed, null);
    }

    public void Conclude(string referral, IReadOnlyList<Followed> followed, string? shortage) =>
        Apply(referral, s => UnitsDecider.Conclude(s, followed, shortage, At));

    /// <summary>Never above what is covered, authorised or in the fund; never below nothing.</summary>
    public void HoldsLimits()
    {
        Assert.All(cases.Values, c => Assert.True(c.Used + c.Reserved <= c.Covered, $"{c.Used} used and {c.Reserved} reserved of {c.Covered}"));
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
        Assert.All(cases.Values.SelectMany(c => c.Attempts).Where(a => a.State is AttemptState.Released or AttemptState.Refused), a => Assert.Equal(0, a.Count(UnitState.Reserved)));
    }

    public static IReadOnlyList<string> Live(IEnumerable<Unit> units) =>
        [.. units.Where(u => u.State is UnitState.Reserved or UnitState.Used)
            .Select(u => $"{u.Key} {u.Referral} {u.Attempt}-{u.Visit} {u.State}").Order(StringComparer.Ordinal)];

    Decision<AuthorizationFact> Apply(string referral, Func<Authorization, Decision<AuthorizationFact>> decide)
    {
        var state = cases.GetValueOrDefault(referral, Authorization.Initial);
        var decision = decide(state);
        if (decision.Facts.Count > 0) cases[referral] = state.After(decision);
        return decision;
    }
}
