namespace ClinicNetwork.Referrals;

/// <summary>A numbered event is to be delivered.</summary>
/// <param name="Body">As it is sent, each time.</param>
public sealed record Deliver(string SubscriptionId, string Chain, NumberedEvent Event, string Body);

/// <summary>The endpoint has taken it, or not.</summary>
/// <param name="Problem">Why not, in words; null when it did.</param>
public sealed record DeliveryAnswered(string? Problem);

/// <summary>Its subscription is not active.</summary>
public sealed record Skip;

/// <summary>The one before it in its lane is gone.</summary>
public sealed record TakeTurn;

/// <summary>Every decision about a delivery.</summary>
public static class DeliveryDecider
{
    public static Decision<DeliveryFact> Decide(Delivery delivery, Command<Deliver> command) => delivery.Event is not null
        ? Decision<DeliveryFact>.None
        : Decision<DeliveryFact>.Of(new DeliveryBegun(command.What.SubscriptionId, command.What.Chain, command.What.Event, command.At)).With(Delivery.Body, command.What.Body);

    /// <summary>What was delivered is not kept any longer: it may tell of a patient.</summary>
    public static Decision<DeliveryFact> Decide(Delivery delivery, Command<DeliveryAnswered> command) =>
        !IsWaiting(delivery) ? Decision<DeliveryFact>.None
        : command.What.Problem is { } problem ? new DeliveryFailed(problem, command.At)
        : Decision<DeliveryFact>.Of(new Delivered(command.At)).With(Delivery.Body, "");

    public static Decision<DeliveryFact> Decide(Delivery delivery, Command<Skip> command) =>
        IsWaiting(delivery) ? Decision<DeliveryFact>.Of(new DeliverySkipped(command.At)).With(Delivery.Body, "") : Decision<DeliveryFact>.None;

    /// <summary>One that has failed already keeps its back-off.</summary>
    public static Decision<DeliveryFact> Decide(Delivery delivery, Command<TakeTurn> command) =>
        IsWaiting(delivery) && delivery.Tries == 0 ? new DeliveryTurned(command.At) : Decision<DeliveryFact>.None;

    /// <summary>True when it has failed for so long that its subscription is given up.</summary>
    public static bool IsHopeless(Delivery delivery, DateTimeOffset at) => at - delivery.FailingSince >= SubscriptionDecider.Patience;

    /// <summary>Time alone decides nothing: what is due is sent, and the answer is decided on.</summary>
    public static Decision<DeliveryFact> Decide(Delivery delivery, Command<TimePassed> command) => Decision<DeliveryFact>.None;

    static bool IsWaiting(Delivery delivery) => delivery is { Event: not null, Status: DeliveryStatus.Waiting };
}
