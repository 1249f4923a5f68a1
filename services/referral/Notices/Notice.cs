using ClinicNetwork.Contracts;
using Wire = ClinicNetwork.Contracts.Referral.V1;

namespace ClinicNetwork.Referrals;

/// <summary>Something that a partner may want to hear of at once. Ids and codes only.</summary>
/// <param name="Topic">A code of <see cref="Topics"/>.</param>
/// <param name="Partner">Whose referral it is: nobody else hears of it.</param>
/// <param name="Focus">What has happened, each an event of its own.</param>
public sealed record Notice(string Topic, string Partner, string ReferralId, IReadOnlyList<NoticeFocus> Focus, DateTimeOffset At);

/// <param name="Reference">What it is about, e.g. <c>Task/1</c>.</param>
/// <param name="Values">What filters look at, by their names.</param>
public sealed record NoticeFocus(string Reference, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>What belongs to it, as references.</summary>
    public IReadOnlyList<string> Context { get; init; } = [];
}

/// <summary>The one table event → topic: a kind of event that partners shall hear of is one more row.</summary>
public static class NoticeTable
{
    static readonly Dictionary<Type, Func<IEvent, Notice?>> Rows = new[]
    {
        On<Wire.ReferralStatusChanged>(e => e.IsNews
            ? new(Topics.State.Code, e.Partner, e.ReferralId,
                [new($"Task/{e.ReferralId}", new Dictionary<string, string> { ["status"] = e.Status, ["business-status"] = e.BusinessStatus, ["owner"] = $"Organization/{e.Chain}" })], e.At)
            : null),
        On<Wire.ConversationChanged>(e => e.BySender
            ? null
            : new(Topics.Question.Code, e.Partner, e.ReferralId, [new($"Communication/{e.ReferralId}-{e.Message}", None) { Context = [$"Task/{e.ReferralId}"] }], e.At)),
        On<Wire.AppointmentsChanged>(e => new(Topics.Appointment.Code, e.Partner, e.ReferralId,
            [.. e.Visits.Select(visit => new NoticeFocus($"Appointment/{e.ReferralId}-{e.Attempt}-{visit}", new Dictionary<string, string> { ["status"] = e.Status }) { Context = [$"Task/{e.ReferralId}"] })], e.At)),
        On<Wire.ReportIssued>(e => new(Topics.Report.Code, e.Partner, e.ReferralId, [new($"Bundle/{ReportIds.Of(e.ReferralId, e.InterimReport)}", None) { Context = [$"Task/{e.ReferralId}"] }], e.At)),
    }.ToDictionary();

    static IReadOnlyDictionary<string, string> None => new Dictionary<string, string>();

    /// <summary>Every kind of event that is listened to.</summary>
    public static IReadOnlyCollection<Type> Events => Rows.Keys;

    /// <summary>What an event means to partners; null when it is no news to them.</summary>
    public static Notice? Of(IEvent message) => Rows[message.GetType()](message);

    static (Type, Func<IEvent, Notice?>) On<T>(Func<T, Notice?> notice) where T : IEvent => (typeof(T), e => notice((T)e));
}
