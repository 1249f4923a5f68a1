namespace ClinicNetwork.Referrals;

/// <summary>Where a subscription stands: FHIR R4 Subscription.status.</summary>
public enum SubscriptionStatus
{
    /// <summary>The handshake is outstanding.</summary>
    Requested,
    Active,
    /// <summary>Nothing is sent until the client activates it again.</summary>
    Error,
    /// <summary>Over for good.</summary>
    Off,
}

/// <summary>How much a notification tells.</summary>
public enum NoticeContent
{
    /// <summary>That something has happened.</summary>
    Empty,
    /// <summary>Also to what.</summary>
    IdOnly,
    /// <summary>Also the resource itself.</summary>
    FullResource,
}

/// <summary>A filter: holds when the event's value is one of these.</summary>
public sealed record NoticeFilter(string Name, IReadOnlyList<string> Values);

/// <summary>What a subscription asks for, in codes and numbers. The resource as sent, its headers and its secret lie with the words.</summary>
/// <param name="Topic">A code of <see cref="Topics"/>.</param>
/// <param name="Filters">All of them have to hold.</param>
/// <param name="Payload">The MIME type to send under, as asked for.</param>
/// <param name="HeartbeatSeconds">A sign of life at least so often; null: never.</param>
/// <param name="TimeoutSeconds">The longest that one attempt may take; null: as long as the network waits.</param>
/// <param name="End">When it ends by itself.</param>
public sealed record Terms(
    string Topic, IReadOnlyList<NoticeFilter> Filters, string Endpoint, string Payload, NoticeContent Content, int? HeartbeatSeconds = null, int? TimeoutSeconds = null,
    DateTimeOffset? End = null)
{
    public bool Wants(NoticeFocus focus) => Filters.All(f => focus.Values.GetValueOrDefault(f.Name) is { } value && f.Values.Contains(value));
}
