namespace ClinicNetwork.Referrals;

/// <summary>Canonical URLs of HL7's Subscriptions R5 Backport 1.1.0 for FHIR R4, and its codes.</summary>
static class Backport
{
    const string Guide = "http://hl7.org/fhir/uv/subscriptions-backport";
    const string Structures = Guide + "/StructureDefinition";

    public const string SubscriptionProfile = Structures + "/backport-subscription";
    public const string NotificationProfile = Structures + "/backport-subscription-notification-r4";
    public const string StatusProfile = Structures + "/backport-subscription-status-r4";
    /// <summary>On <c>criteria</c>: one filter each.</summary>
    public const string Filter = Structures + "/backport-filter-criteria";
    /// <summary>On <c>channel.payload</c>.</summary>
    public const string Content = Structures + "/backport-payload-content";
    /// <summary>On <c>channel</c>, as is what follows.</summary>
    public const string Heartbeat = Structures + "/backport-heartbeat-period";
    public const string Timeout = Structures + "/backport-timeout";
    public const string MaxCount = Structures + "/backport-max-count";
    /// <summary>On <c>channel.type</c>: another kind of channel than R4 knows.</summary>
    public const string ChannelType = Structures + "/backport-channel-type";
    /// <summary>In a capability statement, on the type Subscription: one topic each.</summary>
    public const string TopicOffered = Structures + "/capabilitystatement-subscriptiontopic-canonical";

    public const string StatusOperation = Guide + "/OperationDefinition/backport-subscription-status";
    public const string EventsOperation = Guide + "/OperationDefinition/backport-subscription-events";

    static readonly Dictionary<string, NoticeContent> Contents = new()
    {
        ["empty"] = NoticeContent.Empty,
        ["id-only"] = NoticeContent.IdOnly,
        ["full-resource"] = NoticeContent.FullResource,
    };

    public static NoticeContent? ContentOf(string? code) => code is not null && Contents.TryGetValue(code, out var content) ? content : null;

    public static string Code(this SubscriptionStatus status) => status.ToString().ToLowerInvariant();
}
