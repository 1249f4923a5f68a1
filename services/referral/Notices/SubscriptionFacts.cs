namespace ClinicNetwork.Referrals;

/// <summary>Something that happened to a subscription, and when.</summary>
public abstract record SubscriptionFact(DateTimeOffset At);

/// <summary>It was created, or its owner or an operator wants it active again; a handshake follows.</summary>
public sealed record SubscriptionRequested(string Id, string Partner, string Chain, Terms Terms, DateTimeOffset At) : SubscriptionFact(At);

/// <summary>The endpoint has answered the handshake.</summary>
public sealed record SubscriptionActivated(DateTimeOffset At) : SubscriptionFact(At);

/// <summary>Nothing is sent any more, until it is wanted active again.</summary>
/// <param name="Reason">Our sentence.</param>
public sealed record SubscriptionFailed(string Reason, DateTimeOffset At) : SubscriptionFact(At);

/// <summary>Its owner turned it off, or its time is over.</summary>
public sealed record SubscriptionEnded(DateTimeOffset At) : SubscriptionFact(At);

public sealed record SubscriptionDeleted(DateTimeOffset At) : SubscriptionFact(At);

/// <summary>An event got its number.</summary>
/// <param name="Stored">Deliveries up to this number are stored, so they need not be remembered.</param>
public sealed record EventNumbered(NumberedEvent Event, long Stored, DateTimeOffset At) : SubscriptionFact(At);

/// <summary>A sign of life was sent and taken.</summary>
public sealed record HeartbeatTaken(DateTimeOffset At) : SubscriptionFact(At);

/// <summary>A sign of life was not taken.</summary>
public sealed record HeartbeatRefused(DateTimeOffset At) : SubscriptionFact(At);
