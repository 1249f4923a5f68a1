using static ClinicNetwork.Tests.Referrals.Given;

namespace ClinicNetwork.Tests.Referrals;

/// <summary>The state table, typed anew: BSeR's transition ids with who may take each, and what is refused beside it.</summary>
public class TransitionTests
{
    const string Sender = "01 1.0>2.0, 04 2.0>5.2, 07 3.0>5.2, 14 5.1.1>5.2, 20 5.1.2>5.2, 22 5.1.3>5.2, 28 5.1.4>5.2";
    const string Receiver =
        "02 2.0>3.0, 03 2.0>4.0, 05 3.0>4.0, 06 3.0>5.1.1, 08 3.0>5.1.4, 09 3.0>7.0, 10 5.1.1>4.0, 11 5.1.1>5.1.1, 12 5.1.1>5.1.2, 13 5.1.1>5.1.3, 15 5.1.1>5.1.4, 16 5.1.1>7.0, " +
        "17 5.1.2>4.0, 18 5.1.2>5.1.1, 19 5.1.2>5.1.3, 21 5.1.3>5.1.1, 25 5.1.3>4.0, 26 5.1.4>5.1.1, 27 5.1.4>5.1.3, 29 5.1.4>5.1.4, 30 5.1.4>7.0, 33 5.1.4>4.0, 23 5.2>6.0, 24 5.2>7.0, " +
        "R1 4.0>2.0, R2 7.0>5.1.4, R3 7.0>3.0";

    static readonly Actor Hospital = new("partner", "general-hospital"), ItsStaff = new("person", "h-1", "hospital", "general-hospital"), Chain = new("person", "c-1", "coordinator", "bay-state-therapy");

    [Theory, InlineData(Mover.Sender, Sender), InlineData(Mover.Receiver, Receiver)]
    public void Each_side_has_its_steps(Mover by, string steps) => Assert.Equal(steps.Split(", ").Order(StringComparer.Ordinal),
        Transitions.All.Where(t => t.By == by).Select(t => $"{t.Id} {t.From.Code()}>{t.To.Code()}").Order(StringComparer.Ordinal));

    [Fact]
    public void From_each_status_to_each_other_exactly_the_tables_steps_are_taken_by_exactly_their_side()
    {
        foreach (var from in Enum.GetValues<BusinessStatus>())
            foreach (var to in Enum.GetValues<BusinessStatus>())
                foreach (var (actor, side) in new[] { (Hospital, Sender), (ItsStaff, Sender), (Chain, Receiver), (Actor.Timer, Receiver) })
                {
                    var (step, referral) = ($" {from.Code()}>{to.Code()}", Referral.Initial with { BusinessStatus = from, Partner = "general-hospital" });
                    var (mine, there) = ($"{side},".Contains($"{step},", StringComparison.Ordinal), $"{Sender}, {Receiver},".Contains($"{step},", StringComparison.Ordinal));
                    var expected = mine ? null : !there ? "no-such-transition" : side == Sender ? "only-the-receiver" : "only-the-sender";
                    Assert.Equal((step, actor.Id, expected), (step, actor.Id, referral.Problem(to, actor)?.Code));
                }
    }

    [Fact]
    public void A_refusal_says_where_the_referral_may_go()
    {
        var refusal = (Referral.Initial with { BusinessStatus = BusinessStatus.AppointmentCancelled }).Problem(BusinessStatus.Completed, Chain)!;
        Assert.Equal("A referral that is 5.1.3 appointment cancelled does not become 7.0 completed: from there it becomes 5.1.1 scheduled or 5.2 cancellation requested or 4.0 rejected.", refusal.Text);
        Assert.Contains("moves no more", (Referral.Initial with { BusinessStatus = BusinessStatus.Cancelled }).Problem(BusinessStatus.Accepted, Chain)!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BusinessStatus.Received, "2.0"), InlineData(BusinessStatus.Accepted, "3.0"), InlineData(BusinessStatus.Rejected, "4.0")]
    [InlineData(BusinessStatus.Scheduled, "5.x"), InlineData(BusinessStatus.Unattended, "5.x"), InlineData(BusinessStatus.AppointmentCancelled, "5.x"), InlineData(BusinessStatus.EventCompleted, "5.x")]
    [InlineData(BusinessStatus.CancellationRequested, "5.4"), InlineData(BusinessStatus.Cancelled, "6.0"), InlineData(BusinessStatus.Completed, "7.0")]
    public void A_Task_carries_both_editions_codes(BusinessStatus status, string published)
    {
        var task = TaskResource.Of("r", "1", Treating() with { BusinessStatus = status }, Now, null);
        Assert.Equal([$"1.0.0|{published}", $"2.0.0-ballot|{status.Code()}"],
            task.BusinessStatus!.Coding.Where(c => c.System == "http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS").Select(c => $"{c.Version}|{c.Code}"));
    }
}
