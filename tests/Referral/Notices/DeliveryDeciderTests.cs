namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>What a delivery decides.</summary>
public class DeliveryDeciderTests
{
    static readonly DateTimeOffset Now = Given.Now;

    static Decision<DeliveryFact> Decide(Delivery delivery, object what, DateTimeOffset? at = null)
    {
        dynamic command = Activator.CreateInstance(typeof(Command<>).MakeGenericType(what.GetType()), what, Actor.Service("test"), at ?? Now)!;
        return DeliveryDecider.Decide(delivery, command);
    }

    static Delivery After(Delivery delivery, object what, DateTimeOffset? at = null) => Decide(delivery, what, at).Facts.Aggregate(delivery, (d, fact) => d.Evolve(fact));

    static Deliver Deliver { get; } = new("s", "bay-state-therapy", new(7, "r", "state", "Task/r", [], Now), "the body");

    static Delivery Waiting() => After(Delivery.Initial, Deliver);

    [Fact]
    public void It_is_due_at_once_and_stored_once()
    {
        Assert.Equal((Now, "s/r"), (Waiting().Due!.Value, Waiting().Lane));
        Assert.Equal("the body", Decide(Delivery.Initial, Deliver).Words[Delivery.Body]);
        Assert.Empty(Decide(Waiting(), Deliver).Facts);
    }

    [Fact]
    public void After_each_failure_it_is_due_later_up_to_an_hour()
    {
        var (delivery, at, pauses) = (Waiting(), Now, new List<double>());
        for (var i = 0; i < 11; i++)
        {
            delivery = After(delivery, new DeliveryAnswered("The endpoint answered 500."), at);
            pauses.Add((delivery.Due!.Value - at).TotalSeconds);
            at = delivery.Due.Value;
        }
        Assert.Equal([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600], pauses);
    }

    [Fact]
    public void It_is_hopeless_a_day_after_its_first_failure()
    {
        Assert.False(DeliveryDecider.IsHopeless(Waiting(), Now.AddDays(2)));
        var failing = After(Waiting(), new DeliveryAnswered("No answer."));
        Assert.Equal((false, true), (DeliveryDecider.IsHopeless(failing, Now.AddHours(24).AddTicks(-1)), DeliveryDecider.IsHopeless(failing, Now.AddHours(24))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Delivered_or_skipped_it_is_over_and_what_it_said_is_not_kept(bool taken)
    {
        object end = taken ? new DeliveryAnswered(null) : new Skip();
        var over = After(Waiting(), end);
        Assert.Equal((taken ? DeliveryStatus.Delivered : DeliveryStatus.Skipped, null, null), (over.Status, over.Due, over.Lane));
        Assert.Equal("", Decide(Waiting(), end).Words[Delivery.Body]);
        foreach (var late in new object[] { new DeliveryAnswered("No answer."), new DeliveryAnswered(null), new Skip(), new TakeTurn() }) Assert.Empty(Decide(over, late).Facts);
    }

    [Fact]
    public void Its_turn_puts_it_in_hand_unless_it_has_a_back_off_of_its_own()
    {
        Assert.Equal(Now + Delivery.InHand, After(Waiting(), new TakeTurn()).Due);
        Assert.Empty(Decide(After(Waiting(), new DeliveryAnswered("No answer.")), new TakeTurn()).Facts);
    }

    [Fact]
    public void Ids_go_by_their_numbers() => Assert.Equal(["s-000000000002", "s-000000000010"], new[] { Delivery.IdOf("s", 10), Delivery.IdOf("s", 2) }.Order(StringComparer.Ordinal));
}
