using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.Insurance.Payers;
using FsCheck.Xunit;

namespace ClinicNetwork.Tests.Insurance;

/// <summary>What holds whatever messages come, in whatever order and number, and wherever the service crashes.</summary>
public class UnitsProperties
{
    /// <summary>Three referrals compete for one benefit: a year (two, in fact), a claim's free visits, a claim's fund.</summary>
    [Property(MaxTest = 600)]
    public void Units_and_money_stay_within_their_limits(byte kind, byte[] choices)
    {
        var (rules, detail) = (kind % 3) switch
        {
            0 => (Given.RulesWith("harborview", r => r with { VisitsPerYear = 7 }), Given.Harborview(7)),
            1 => (Given.RulesWith("commonwealth-wc", r => r with { Authorization = new(AuthorizationWhen.After, 7) }), Given.Workers(7)),
            _ => (Given.RulesWith("minuteman-auto", r => r with { FundUsd = 799 }), Given.Auto(7)),
        };
        var world = new World();
        string[] referrals = ["a", "b", "c"];
        foreach (var referral in referrals) world.Cover(referral, Given.Decide(detail, rules: rules));
        (string Referral, CoverageCase State)? stale = null;

        for (var i = 0; i + 3 < choices.Length; i += 4)
        {
            var (referral, attempt, steps) = (referrals[choices[i + 1] % 3], 1 + (choices[i + 2] / 3 % 3), choices[i + 3] % 6);
            // Weekly from the middle of December, so that a series spans two benefit years.
            var visits = Given.Visits(1 + (choices[i + 3] % 7), new(2026, 12, 14));
            switch (choices[i] % 8)
            {
                case 0 or 1 or 2: world.Request(referral, attempt, visits); break;
                // Some visits took place, reserved or not; the others did not.
                case 3: world.Release(referral, attempt, choices[i + 3] % 2 == 0 ? null : [.. visits.Skip(choices[i + 2] % visits.Count)]); break;
                case 4: world.Use(referral, attempt, visits[^1]); break;
                case 5: world.Miss(referral, attempt, visits.Count); break;
                case 6: stale = (referral, world[referral]); break;
                case 7 when stale is { } old:
                    var enough = int.MaxValue;
                    var (followed, shortage) = world.Follow(old.State, ref enough);
                    if (steps > 2) world.Conclude(old.Referral, followed, shortage);
                    break;
            }
            world.Settle(referral, steps == 5 ? int.MaxValue : steps);
            world.HoldsLimits();
        }
        world.AgreesAfterSettling();
        world.HoldsLimits();
    }

    [Fact]
    public void An_attempt_whose_visits_all_took_place_before_it_was_asked_for_is_reserved_and_told()
    {
        var world = new World();
        world.Cover("r", Given.Decide(Given.Harborview(7)));
        var visits = Given.Visits(1, new(2026, 12, 14));
        world.Use("r", 1, visits[0]);
        world.Settle("r");
        world.Request("r", 1, visits);
        world.AgreesAfterSettling();
        Assert.Equal(AttemptState.Reserved, world["r"].Attempt(1)?.State);
    }

    /// <summary>With units enough for all, the end is the same as in the order of sending, each message once, no crash.</summary>
    [Property(MaxTest = 600)]
    public void Any_order_and_any_repetition_ends_in_the_same_state(byte[] order, bool releaseFirst, bool releaseLast, byte used, byte missed)
    {
        PlannedVisit[] visits = [.. Given.Visits(5, new(2026, 12, 14))];
        List<Action<World>> messages =
        [
            w => w.Request("r", 1, visits[..4]), w => w.Request("r", 2, visits), w => w.Request("r", 3, visits[1..]),
            w => w.Use("r", 1 + (used % 3), visits[used % 5]), w => w.Use("r", 3, visits[3]),
            w => w.Miss("r", 3, 2 + (missed % 4)), w => w.Miss("r", 2, 1),
        ];
        if (releaseFirst) messages.Add(w => w.Release("r", 1));
        if (releaseLast) messages.Add(w => w.Release("r", 3, [visits[used % 5], visits[3]]));

        var expected = Covered();
        foreach (var message in messages) { message(expected); expected.Settle("r"); }
        expected.AgreesAfterSettling();

        var world = Covered();
        var delivered = new HashSet<int>();
        for (var i = 0; i + 1 < order.Length; i += 2) Deliver(order[i] % messages.Count, order[i + 1] % 6);
        foreach (var missing in Enumerable.Range(0, messages.Count).Where(m => !delivered.Contains(m)).Reverse().ToList()) Deliver(missing, 5);
        world.AgreesAfterSettling();

        Assert.Equal(World.Live(expected["r"].Units()), World.Live(world["r"].Units()));
        Assert.Equal(expected["r"].Left, world["r"].Left);
        Assert.Equal(expected["r"].Attempts.Select(a => (a.Number, a.State)), world["r"].Attempts.Select(a => (a.Number, a.State)));

        void Deliver(int message, int steps)
        {
            delivered.Add(message);
            messages[message](world);
            world.Settle("r", steps == 5 ? int.MaxValue : steps);
        }
    }

    [Property]
    public void Only_the_first_final_answer_counts(byte[] answers)
    {
        string[] codes = ["A1", "A2", "A3", "A4", "A6", "CT"];
        var state = Given.Case(Given.BlueMaple(10));
        PayerAnswer? first = null;
        foreach (var b in answers)
        {
            var answer = new PayerAnswer(codes[b % codes.Length], b % 12, null);
            if (answer.Code is not ("A4" or "CT")) first ??= answer;
            state = state.After(AuthorizationDecider.Decide(state, Given.Want(answer)));
        }
        Assert.Equal(first?.Code, state.Prior!.Code);
        Assert.InRange(state.Covered, 0, 10);
        Assert.Equal(first is null, state.Determination is null);
        if (first is { Code: "A2" or "A6" }) Assert.Equal(Math.Min(first.Visits, 10), state.Covered);
    }

    static World Covered()
    {
        var world = new World();
        var rules = Given.RulesWith("harborview", r => r with { VisitsPerYear = 300, Authorization = new() });
        world.Cover("r", Given.Decide(Given.Harborview(60), BenefitUse.None, rules));
        return world;
    }
}
