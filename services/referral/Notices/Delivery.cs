using System.Globalization;

namespace ClinicNetwork.Referrals;

/// <summary>What has become of a notification.</summary>
public enum DeliveryStatus
{
    /// <summary>On its way, or behind an earlier one of the same referral.</summary>
    Waiting,
    Delivered,
    /// <summary>Its time came while its subscription was not active: it is not sent, and <c>$events</c> tells it.</summary>
    Skipped,
}

/// <summary>
/// One event's notification to one subscription, with a due time of its own. Ids, codes and numbers; what is sent lies with the words until
/// it is delivered, so that a repetition is the same to the byte.
/// </summary>
public sealed record Delivery : IAggregate<Delivery, DeliveryFact>
{
    public const string Collection = "deliveries";
    /// <summary>Under this name the notification is kept as it is sent.</summary>
    public const string Body = "body";
    /// <summary>After a failure: 10 seconds, doubled up to an hour.</summary>
    public static readonly Backoff Again = new(TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));

    /// <summary>Whoever takes one in hand sends it within this time; after it, it is due again.</summary>
    public static readonly TimeSpan InHand = TimeSpan.FromSeconds(30);

    public static Delivery Initial { get; } = new();

    public string Chain { get; init; } = "";
    public string SubscriptionId { get; init; } = "";
    public NumberedEvent? Event { get; init; }
    public DeliveryStatus Status { get; init; }
    /// <summary>Attempts that failed.</summary>
    public int Tries { get; init; }
    /// <summary>When the first attempt failed; null while none has.</summary>
    public DateTimeOffset? FailingSince { get; init; }
    /// <summary>Why the last attempt failed, in words.</summary>
    public string? Problem { get; init; }
    public DateTimeOffset? Due { get; init; }
    /// <summary>See <see cref="LaneOf"/>; stored while it waits, because the first of its lane is found by it.</summary>
    public string? Lane { get; init; }

    /// <summary>Deliveries go one after the other within a lane: what one referral has for one subscription.</summary>
    public static string LaneOf(string subscriptionId, string referralId) => $"{subscriptionId}/{referralId}";

    /// <summary>Orders a subscription's deliveries by their numbers, and names the same one whoever stores it.</summary>
    public static string IdOf(string subscriptionId, long number) => string.Create(CultureInfo.InvariantCulture, $"{subscriptionId}-{number:D12}");

    public static string SubscriptionOf(string id) => id[..id.LastIndexOf('-')];

    public Delivery Evolve(DeliveryFact fact) => fact switch
    {
        DeliveryBegun f => this with { Chain = f.Chain, SubscriptionId = f.SubscriptionId, Event = f.Event, Due = f.At, Lane = LaneOf(f.SubscriptionId, f.Event.ReferralId) },
        DeliveryFailed f => this with { Tries = Tries + 1, FailingSince = FailingSince ?? f.At, Problem = f.Problem, Due = f.At + Again.After(Tries + 1) },
        DeliveryTurned f => this with { Due = f.At + InHand },
        Delivered => this with { Status = DeliveryStatus.Delivered, Due = null, Lane = null },
        DeliverySkipped => this with { Status = DeliveryStatus.Skipped, Due = null, Lane = null },
        _ => this,
    };
}

/// <summary>Something that happened to a delivery, and when.</summary>
public abstract record DeliveryFact(DateTimeOffset At);

/// <summary>An event has its number; what is sent lies with the words.</summary>
public sealed record DeliveryBegun(string SubscriptionId, string Chain, NumberedEvent Event, DateTimeOffset At) : DeliveryFact(At);

/// <summary>The endpoint did not take it.</summary>
/// <param name="Problem">Our sentence.</param>
public sealed record DeliveryFailed(string Problem, DateTimeOffset At) : DeliveryFact(At);

/// <summary>The one before it in its lane is gone: whoever saw to that has this one in hand.</summary>
public sealed record DeliveryTurned(DateTimeOffset At) : DeliveryFact(At);

/// <summary>The endpoint took it.</summary>
public sealed record Delivered(DateTimeOffset At) : DeliveryFact(At);

public sealed record DeliverySkipped(DateTimeOffset At) : DeliveryFact(At);
