using ClinicNetwork.Contracts.Referral.V1;
using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>The README's table stage → waits for → due → what then, held against the stages and the decider.</summary>
public class StageTable
{
    static readonly Dictionary<string, Func<Referral>> Examples = new()
    {
        [nameof(Unsent)] = () => Referral.Initial,
        [nameof(InReview)] = InReview,
        [nameof(Covering)] = Accepted,
        [nameof(AwaitingEstimate)] = AwaitingEstimate,
        [nameof(Placing)] = Placing,
        [nameof(Reserving)] = Reserving,
        [nameof(Booking)] = Booking,
        [nameof(Treating)] = Treating,
        [nameof(Moving)] = Moving,
        [nameof(Reporting)] = Reporting,
        [nameof(Closing)] = Closing,
        [nameof(Ended)] = Ended,
    };

    static IEnumerable<string> Names => typeof(Stage).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Stage))).Select(t => t.Name);

    public static TheoryData<string> Stages() => [.. Names];

    static Dictionary<string, string[]> Rows() => File.ReadLines(Path.Combine(Root, "services", "referral", "README.md"))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]).Where(cells => cells.Length == 4)
        .ToDictionary(cells => cells[0].Trim('`'));

    [Fact]
    public void The_table_has_a_row_for_each_stage() => Assert.Equal(Names.Order(), Rows().Keys.Order());

    [Theory, MemberData(nameof(Stages))]
    public void At_its_due_time_a_stage_does_what_its_row_says(string stage)
    {
        var (referral, row) = (Examples[stage](), Rows()[stage]);
        Assert.Equal(stage, referral.Stage.GetType().Name);
        if (row[2] == "none")
        {
            Assert.Null(referral.Due);
            return;
        }
        Assert.All(referral.Stage.DueTimes, due => Assert.Contains($"`{due.Name}`", row[2], StringComparison.Ordinal));
        Assert.Equal(referral.Stage.DueTimes.Min(due => due.At), referral.Due);

        for (var time = 0; time < 50; time++)
        {
            var due = referral.Due!.Value;
            Assert.Same(Decision<ReferralFact>.None, referral.Decides(new TimePassed(), due.AddTicks(-1)));
            var moved = referral.Decides(new TimePassed(), due);
            Assert.Contains($"`{Assert.Single(moved.Facts).GetType().Name}`", row[3], StringComparison.Ordinal);
            Assert.All(referral.Told(moved).Where(e => e is not ReferralStatusChanged), e => Assert.Contains($"`{e.GetType().Name}`", row[3], StringComparison.Ordinal));
            referral = referral.After(moved);
            Assert.True(referral.Due > due && referral.Due <= due.AddDays(3), $"{stage} is due {due} and then {referral.Due}");
        }
        Assert.NotNull(referral.Attention);
    }

    [Fact]
    public void Room_and_a_payers_decision_are_asked_for_after_an_hour_and_then_ever_more_rarely_up_to_once_a_day()
    {
        foreach (var waiting in new[] { Placing().After(NoSlots(1)), Accepted().After(new Contracts.Insurance.V1.AuthorizationPended { ReferralId = "r", Version = 1, Reason = "Pended." }) })
        {
            Assert.Equal(Now.AddHours(1), waiting.Due);
            var (asked, pauses) = (waiting, new List<double>());
            for (var time = 0; time < 6; time++)
            {
                var due = asked.Due!.Value;
                asked = asked.After(asked.Decides(new TimePassed(), due));
                pauses.Add((asked.Due!.Value - due).TotalHours);
            }
            Assert.Equal([2, 4, 8, 16, 24, 24], pauses);
        }
    }

    [Fact]
    public void A_day_after_the_last_visit_its_outcome_is_asked_for_and_every_day_from_then_on()
    {
        var treating = Treating();
        Assert.Equal(((Treating)treating.Stage).Series.Visits[^1].End.AddDays(1), treating.Due);

        var asked = treating.After(treating.Decides(new TimePassed(), treating.Due!.Value));
        Assert.Equal((treating.Due!.Value.AddDays(1), Reason.OutcomeMissing, true), (asked.Due!.Value, asked.Attention, asked.IsOverdue));
        Assert.Null(asked.After(asked.Decides(Done(1, 1), treating.Due)).Attention);
    }
}
