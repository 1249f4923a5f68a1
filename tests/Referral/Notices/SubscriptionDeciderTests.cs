namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>What a subscription decides.</summary>
public class SubscriptionDeciderTests
{
    static readonly DateTimeOffset Now = Given.Now;

    static Terms Terms(params NoticeFilter[] filters) => new("state", filters, "https://general-hospital.example/notify", "application/fhir+json", NoticeContent.IdOnly, HeartbeatSeconds: 600);

    static Subscription After(Subscription subscription, object what, DateTimeOffset? at = null) => Decide(subscription, what, at).Facts.Aggregate(subscription, (s, fact) => s.Evolve(fact));

    static Decision<SubscriptionFact> Decide(Subscription subscription, object what, DateTimeOffset? at = null)
    {
        dynamic command = Activator.CreateInstance(typeof(Command<>).MakeGenericType(what.GetType()), what, Actor.Service("test"), at ?? Now)!;
        return SubscriptionDecider.Decide(subscription, command);
    }

    static Subscription Requested(params NoticeFilter[] filters) => After(Subscription.Initial, new Subscribe("s", "general-hospital", "bay-state-therapy", Terms(filters), "{}", null, "secret"));

    static Subscription Active(params NoticeFilter[] filters) => Requested(filters) is var requested ? After(requested, new HandshakeAnswered(requested.Revision, null)) : null!;

    static Notify Happened(string status = "accepted", long stored = 0, string partner = "general-hospital", string topic = "state", int times = 1) =>
        new(new(topic, partner, "r", [.. Enumerable.Range(0, times).Select(i => new NoticeFocus($"Task/{i}", new Dictionary<string, string> { ["status"] = status }))], Now), stored);

    [Fact]
    public void It_is_requested_and_at_once_due_for_its_handshake() => Assert.Equal((SubscriptionStatus.Requested, Now), (Requested().Status, Requested().Due!.Value));

    [Fact]
    public void A_yes_to_the_handshake_activates_it_and_a_no_is_an_error_with_its_reason()
    {
        Assert.Equal(SubscriptionStatus.Active, Active().Status);
        var failed = After(Requested(), new HandshakeAnswered(1, "The endpoint answered 500."));
        Assert.Equal((SubscriptionStatus.Error, "The handshake failed: The endpoint answered 500.", null), (failed.Status, failed.Error, failed.Due));
    }

    [Fact]
    public void An_answer_to_an_older_handshake_says_nothing()
    {
        var again = After(Requested(), new Resubscribe(Terms(), "{}", null));
        Assert.Empty(Decide(again, new HandshakeAnswered(1, null)).Facts);
        Assert.Equal(SubscriptionStatus.Active, After(again, new HandshakeAnswered(2, null)).Status);
    }

    [Fact]
    public void Events_are_counted_from_the_creation_on_in_error_too_and_no_more_once_it_is_off()
    {
        var requested = After(Requested(), Happened());
        Assert.Equal(1, requested.Events);
        var failed = After(After(requested, new HandshakeAnswered(1, "No.")), Happened(times: 3));
        Assert.Equal([1, 2, 3, 4], failed.Numbered.Select(e => e.Number));
        Assert.Equal(4, failed.Events);
        Assert.Empty(Decide(After(failed, new TurnOff()), Happened()).Facts);
        Assert.Empty(Decide(After(failed, new DeleteSubscription()), Happened()).Facts);
        Assert.Equal(5, After(After(failed, new Reactivate()), Happened()).Events);
    }

    [Fact]
    public void What_is_stored_is_forgotten_with_the_next_number()
    {
        var counted = After(After(Active(), Happened(times: 3)), Happened(stored: 2));
        Assert.Equal([3, 4], counted.Numbered.Select(e => e.Number));
    }

    [Fact]
    public void Only_its_partner_its_topic_and_what_its_filters_want_is_counted()
    {
        var subscription = Active(new NoticeFilter("status", ["completed", "rejected"]));
        Assert.Empty(Decide(subscription, Happened()).Facts);
        Assert.Empty(Decide(subscription, Happened("completed", partner: "st-brendan")).Facts);
        Assert.Empty(Decide(subscription, Happened("completed", topic: "report")).Facts);
        Assert.Single(Decide(subscription, Happened("completed")).Facts);
    }

    [Fact]
    public void It_keeps_its_topic_and_its_owner_alone_wants_it_again_once_it_is_off()
    {
        Assert.Equal("topic-fixed", Decide(Active(), new Resubscribe(Terms() with { Topic = "report" }, "{}", null)).Refusal!.Code);
        var off = After(Active(), new TurnOff());
        Assert.Equal("not-updatable", Decide(off, new Reactivate()).Refusal!.Code);
        Assert.Equal(SubscriptionStatus.Requested, After(off, new Resubscribe(Terms(), "{}", null)).Status);
        Assert.Equal("not-found", Decide(After(off, new DeleteSubscription()), new Resubscribe(Terms(), "{}", null)).Refusal!.Code);
        Assert.Equal("not-found", Decide(Subscription.Initial, new Reactivate()).Refusal!.Code);
    }

    [Fact]
    public void An_operator_activates_what_has_failed_and_nothing_else()
    {
        Assert.Empty(Decide(Active(), new Reactivate()).Facts);
        Assert.Equal(SubscriptionStatus.Requested, After(After(Active(), new GiveUp("No answer.")), new Reactivate()).Status);
    }

    [Fact]
    public void A_sign_of_life_is_due_within_its_period_and_a_day_without_one_taken_is_an_error()
    {
        var active = Active();
        Assert.InRange(active.Due!.Value, Now.AddSeconds(300), Now.AddSeconds(595));
        var taken = After(active, new HeartbeatAnswered(null), active.Due);
        Assert.InRange(taken.Due!.Value - active.Due.Value, TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(595));

        var silent = After(taken, new HeartbeatAnswered("No answer."), Now.AddHours(1));
        Assert.Equal(SubscriptionStatus.Active, (silent = After(silent, new HeartbeatAnswered("No answer."), Now.AddHours(24))).Status);
        Assert.Null(After(silent, new HeartbeatAnswered(null), Now.AddHours(25)).SilentSince);
        Assert.Equal(SubscriptionStatus.Error, After(silent, new HeartbeatAnswered("No answer."), Now.AddHours(25)).Status);
    }

    [Fact]
    public void It_ends_when_it_said_that_it_would()
    {
        var ending = After(Active(), new Resubscribe(Terms() with { HeartbeatSeconds = null, End = Now.AddDays(1) }, "{}", null));
        ending = After(ending, new HandshakeAnswered(ending.Revision, null));
        Assert.Equal(Now.AddDays(1), ending.Due);
        Assert.Empty(Decide(ending, new TimePassed(), Now.AddDays(1).AddTicks(-1)).Facts);
        Assert.Equal((SubscriptionStatus.Off, null), (After(ending, new TimePassed(), Now.AddDays(1)).Status, After(ending, new TimePassed(), Now.AddDays(1)).Due));
    }

    [Fact]
    public void Its_version_moves_with_what_its_owner_sees_and_not_with_its_events()
    {
        Assert.Equal(2, After(Active(), Happened()).Revision);
        Assert.Equal(3, After(Active(), new GiveUp("No answer.")).Revision);
    }
}
