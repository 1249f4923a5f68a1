namespace ClinicNetwork.Contracts.Referral.V1;

/// <summary>A message between hospital and chain was written, or something became of a question. What it says stays in the referral service.</summary>
public sealed record ConversationChanged : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required string Chain { get; init; }
    /// <summary>The partner hospital that sent the referral (client id).</summary>
    public required string Partner { get; init; }
    /// <summary>The message's number within the referral, 1, 2, …</summary>
    public required int Message { get; init; }
    /// <summary>message-sent, question-resolved, reply-reminded or question-unanswered.</summary>
    public required string Change { get; init; }
    /// <summary>True when the hospital itself did it.</summary>
    public bool BySender { get; init; }
    public required DateTimeOffset At { get; init; }
}
