namespace ClinicNetwork.Referrals;

/// <summary>
/// A partner's wish to be notified, and the counter of its events: each gets the next number, without gaps, from the moment that it is
/// created, whatever its status. Ids, codes and numbers; see <see cref="SubscriptionWords"/> for the rest.
/// </summary>
public sealed record Subscription : IAggregate<Subscription, SubscriptionFact>
{
    public const string Collection = "subscriptions";
    /// <summary>A sign of life comes somewhat earlier than promised, since looking for it takes a second or two.</summary>
    const double HeartbeatShare = 0.9;

    public static Subscription Initial { get; } = new();

    public string Id { get; init; } = "";
    public string Chain { get; init; } = "";
    public string Partner { get; init; } = "";
    public Terms? Terms { get; init; }
    public SubscriptionStatus Status { get; init; }
    /// <summary>Why nothing is sent, in words; null unless the status is error.</summary>
    public string? Error { get; init; }
    /// <summary>Grows with what its owner can see, as <c>meta.versionId</c>.</summary>
    public int Revision { get; init; }
    /// <summary>Since when it has this revision.</summary>
    public DateTimeOffset Since { get; init; }
    /// <summary>Events so far: the number of the last one.</summary>
    public long Events { get; init; }
    /// <summary>Numbered events whose deliveries may not be stored yet, in order.</summary>
    public IReadOnlyList<NumberedEvent> Numbered { get; init; } = [];
    /// <summary>When the next sign of life is due.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }
    /// <summary>Since when signs of life have not been taken; null while they are.</summary>
    public DateTimeOffset? SilentSince { get; init; }

    /// <summary>Whose list it is in; stored, because the list is found by it. Null once it is deleted.</summary>
    public string? Owner { get; init; }
    /// <summary>See <see cref="Listening"/>; stored, because who listens is found by it. Null once it is off.</summary>
    public string? Listens { get; init; }

    public bool IsDeleted => Owner is null;

    public DateTimeOffset? Due => Status switch
    {
        SubscriptionStatus.Off => null,
        SubscriptionStatus.Requested => Since,
        _ => new[] { Status is SubscriptionStatus.Active ? HeartbeatAt : null, Terms?.End }.Min(),
    };

    /// <summary>The key under which a partner's subscriptions to a topic are found.</summary>
    public static string Listening(string partner, string topic) => $"{partner}/{topic}";

    public Subscription Evolve(SubscriptionFact fact) => fact switch
    {
        SubscriptionRequested f => Seen(f.At) with
        {
            Id = f.Id,
            Chain = f.Chain,
            Partner = f.Partner,
            Terms = f.Terms,
            Status = SubscriptionStatus.Requested,
            Error = null,
            SilentSince = null,
            HeartbeatAt = null,
            Owner = f.Partner,
            Listens = Listening(f.Partner, f.Terms.Topic),
        },
        SubscriptionActivated f => Seen(f.At) with { Status = SubscriptionStatus.Active, Error = null, HeartbeatAt = NextHeartbeat(f.At), SilentSince = null },
        SubscriptionFailed f => Seen(f.At) with { Status = SubscriptionStatus.Error, Error = f.Reason, HeartbeatAt = null },
        SubscriptionEnded f => Seen(f.At) with { Status = SubscriptionStatus.Off, Error = null, Listens = null },
        SubscriptionDeleted => this with { Status = SubscriptionStatus.Off, Listens = null, Owner = null },
        EventNumbered f => this with { Events = f.Event.Number, Numbered = [.. Numbered.Where(e => e.Number > f.Stored), f.Event] },
        HeartbeatTaken f => this with { HeartbeatAt = NextHeartbeat(f.At), SilentSince = null },
        HeartbeatRefused f => this with { HeartbeatAt = NextHeartbeat(f.At), SilentSince = SilentSince ?? f.At },
        _ => this,
    };

    Subscription Seen(DateTimeOffset at) => this with { Revision = Revision + 1, Since = at };

    DateTimeOffset? NextHeartbeat(DateTimeOffset at) => Terms?.HeartbeatSeconds is { } seconds ? at + TimeSpan.FromSeconds(seconds * HeartbeatShare) : null;
}

/// <summary>An event as a subscription has numbered it.</summary>
/// <param name="Number">1, 2, …</param>
/// <param name="Focus">Empty for a subscription that is told only that something has happened.</param>
public sealed record NumberedEvent(long Number, string ReferralId, string Topic, string Focus, IReadOnlyList<string> Context, DateTimeOffset At);

/// <summary>Names under which a subscription keeps what its owner wrote, and what nobody is shown.</summary>
public static class SubscriptionWords
{
    /// <summary>The FHIR Subscription as it was sent, without headers.</summary>
    public const string Sent = "sent";
    /// <summary>Its headers as a list in JSON: they may hold a token.</summary>
    public const string Headers = "headers";
    /// <summary>The key that notifications are signed with.</summary>
    public const string Secret = "secret";
}
