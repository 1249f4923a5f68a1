using System.Text.Json.Serialization;

namespace ClinicNetwork.Operations.Desk;

/// <summary>A hospital's own referral in short, as its Task tells.</summary>
/// <param name="Why">Of the hold or the end, in words; null while it moves.</param>
public sealed record Sent(string ReferralId, string Number, string BusinessStatus, string TaskStatus, string? Why, DateTimeOffset At)
{
    /// <summary>Of a searchset of Tasks; none where there is no such answer.</summary>
    public static IReadOnlyList<Sent> Of(Answer tasks) => tasks.As<Found>()?.Entry?.Select(e => e.Resource).Select(t => new Sent(
        t.Id, t.Identifier is [var number, ..] ? number.Value ?? t.Id[..8] : t.Id[..8], t.BusinessStatus.Coding[0].Value, t.Status, t.StatusReason?.Text, t.AuthoredOn)).ToList() ?? [];

    sealed record Found(IReadOnlyList<Item>? Entry);
    sealed record Item(Shown Resource);
    sealed record Shown(string Id, string Status, IReadOnlyList<Numbered>? Identifier, Coded BusinessStatus, Coded? StatusReason, DateTimeOffset AuthoredOn);
    sealed record Numbered(string? Value);
    sealed record Coded(IReadOnlyList<Code> Coding, string? Text);
    sealed record Code([property: JsonPropertyName("code")] string Value);
}
