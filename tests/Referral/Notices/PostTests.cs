using Microsoft.Extensions.Logging.Abstractions;

namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>Who hangs holds up nobody else: counted, with a clock that stands still.</summary>
public class PostTests
{
    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Given.Now;
        public override DateTimeOffset GetUtcNow() => Now;
    }

    readonly Clock clock = new();

    [Fact]
    public void Of_a_thousand_subscriptions_one_that_hangs_delays_no_other()
    {
        var (post, never, begun, sent) = (new Post(clock, NullLogger<Post>.Instance), new TaskCompletionSource(), 0, 0);
        for (var i = 0; i < 500; i++) post.Take("hangs", $"hangs-{i}", _ =>
        {
            begun++;
            return never.Task;
        }, default);
        for (var i = 0; i < 999; i++) post.Take($"s{i}", $"s{i}-1", _ =>
        {
            sent++;
            return Task.CompletedTask;
        }, default);

        Assert.Equal((Post.AtOnce, 999), (begun, sent));
    }

    [Fact]
    public void What_is_in_hand_is_not_sent_twice_at_once_but_once_more_behind_itself()
    {
        var (post, held, begun) = (new Post(clock, NullLogger<Post>.Instance), new TaskCompletionSource(), 0);
        for (var i = 0; i < 3; i++) Take();
        Assert.Equal(1, begun);

        held.SetResult();
        Assert.Equal(2, begun);
        Take();
        Assert.Equal(3, begun);

        void Take() => post.Take("s", "s-1", _ =>
        {
            begun++;
            return held.Task;
        }, default);
    }

    [Fact]
    public void What_failed_may_come_again()
    {
        var (post, begun) = (new Post(clock, NullLogger<Post>.Instance), 0);
        for (var i = 0; i < 2; i++) post.Take("s", "s-1", _ =>
        {
            begun++;
            throw new InvalidOperationException();
        }, default);
        Assert.Equal(2, begun);
    }

    [Fact]
    public void What_has_waited_so_long_that_another_may_have_taken_it_is_left()
    {
        var (post, held, sent) = (new Post(clock, NullLogger<Post>.Instance), new TaskCompletionSource(), 0);
        for (var i = 0; i < Post.AtOnce; i++) post.Take("s", $"s-{i}", _ => held.Task, default);
        post.Take("s", "s-late", _ =>
        {
            sent++;
            return Task.CompletedTask;
        }, default);

        clock.Now += Delivery.InHand;
        held.SetResult();
        Assert.Equal(0, sent);
    }
}
