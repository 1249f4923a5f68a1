using ClinicNetwork.Operations.Work;

namespace ClinicNetwork.Tests.Operations;

/// <summary>Two people never do one item; what is agreed about it ends by itself.</summary>
public sealed class WorkRulesTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);
    static readonly WorkItem Item = new("a1", "bay-state-therapy", 0);
    static readonly Colleague Cora = new("cora", "Cora Coordinator", ["coordinator"], ["bay-state-therapy"], Now), Dana = Cora with { Id = "dana", Name = "Dana Okafor" };
    static readonly Colleague Far = Cora with { Id = "far", Name = "Far Away", Chains = ["pilgrim-bodywork"] };

    static WorkItem Of(Judged judged) => judged.Next ?? throw new InvalidOperationException(judged.Refusal!.Text);

    [Fact]
    public void Given_an_item_in_somebodys_hand_nobody_else_gets_it_until_the_lease_ends()
    {
        var held = Of(WorkRules.Claim(Item, Cora, "tab-1", Now));
        Assert.Contains("Cora Coordinator has it in hand", WorkRules.Claim(held, Dana, "tab-2", Now).Refusal!.Text, StringComparison.Ordinal);
        Assert.Equal("claimed", WorkRules.Assign(held, Dana, Dana, Now).Refusal!.Code);
        Assert.Equal("claimed", WorkRules.Snooze(held, Dana, Now.AddHours(1), "patient", "review", Now, Now).Refusal!.Code);
        var later = Now + Claim.Lease;
        Assert.Equal("dana", Of(WorkRules.Claim(held, Dana, "tab-2", later)).Claim!.By);
    }

    [Fact]
    public void Given_a_tab_that_renews_the_lease_goes_on_and_its_beginning_stays()
    {
        var held = Of(WorkRules.Claim(Item, Cora, "tab-1", Now));
        var renewed = Of(WorkRules.Renew(held, Cora, "tab-1", Now.AddMinutes(1)));
        Assert.Equal((Now, Now.AddMinutes(1) + Claim.Lease), (renewed.Claim!.Since, renewed.Claim.Until));
        var taken = Of(WorkRules.Claim(held, Dana, "tab-2", Now.AddMinutes(10)));
        Assert.Equal("not-yours", WorkRules.Renew(taken, Cora, "tab-1", Now.AddMinutes(11)).Refusal!.Code);
        Assert.Equal("not-yours", WorkRules.Renew(Of(WorkRules.GiveBack(held, Cora)), Cora, "tab-1", Now).Refusal!.Code);
    }

    [Fact]
    public void Given_a_tab_that_is_left_the_item_is_soon_free_but_not_while_another_tab_renews()
    {
        var held = Of(WorkRules.Claim(Item, Cora, "tab-1", Now));
        Assert.Null(Of(WorkRules.Leave(held, Cora, "tab-1", Now)).ClaimAt(Now + Claim.Leaving));
        Assert.Same(held, Of(WorkRules.Leave(held, Cora, "tab-2", Now)));
        Assert.Same(held, Of(WorkRules.Leave(held, Dana, "tab-1", Now)));
        Assert.Same(held, Of(WorkRules.GiveBack(held, Dana)));
    }

    [Fact]
    public void Given_a_colleague_of_another_chain_an_item_is_not_given_to_them()
    {
        Assert.Equal("other-chain", WorkRules.Assign(Item, Cora, Far, Now).Refusal!.Code);
        Assert.Equal("dana", Of(WorkRules.Assign(Of(WorkRules.Claim(Item, Cora, "t", Now)), Cora, Dana, Now)).Assigned!.To);
    }

    [Fact]
    public void Given_a_snooze_it_ends_at_its_time_or_when_the_item_waits_for_something_else()
    {
        var snoozed = Of(WorkRules.Snooze(Item, Cora, Now.AddHours(4), "patient", "review", Now.AddHours(-1), Now)).Snoozed!;
        Assert.True(snoozed.Holds("review", Now.AddHours(-1), Now.AddHours(3)));
        Assert.False(snoozed.Holds("review", Now.AddHours(-1), Now.AddHours(4)));
        Assert.False(snoozed.Holds("cancellation-requested", Now.AddHours(-1), Now.AddHours(3)));
        Assert.False(snoozed.Holds("review", Now, Now.AddHours(3)));
    }

    [Theory]
    [InlineData(-1, "patient", "in-the-past")]
    [InlineData(24 * 15, "patient", "too-far")]
    [InlineData(1, "because", "unknown-reason")]
    public void Given_no_sensible_time_or_reason_nothing_is_put_off(int hours, string reason, string code) =>
        Assert.Equal(code, WorkRules.Snooze(Item, Cora, Now.AddHours(hours), reason, "review", Now, Now).Refusal!.Code);

    [Fact]
    public void A_filter_says_in_the_address_what_it_is_and_what_cannot_be_read_is_left_out()
    {
        var filter = new WorkFilter("no-slots", "bay-state-boston", "nobody", true, "17-a b&c");
        Assert.Equal(filter, WorkFilter.Parse(filter.Query));
        Assert.Equal(new WorkFilter(), WorkFilter.Parse("whose=theirs&snoozed=1&list="));
        Assert.Equal("/worklist", new WorkFilter().Here);
    }
}
