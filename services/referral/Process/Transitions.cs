using System.Collections.Frozen;

namespace ClinicNetwork.Referrals;

/// <summary>A step from one business status to another.</summary>
/// <param name="Id">HL7 BSeR's transition id (two figures); R1 to R3 are ours, for what is reopened.</param>
/// <param name="By">Who may take it.</param>
public sealed record Transition(string Id, BusinessStatus From, BusinessStatus To, Mover By);

/// <summary>
/// Every step that there is, who may take it and what it leads to: HL7 BSeR 2.0.0-ballot's table, harmonised with IHE 360X. Where its table and its diagram
/// differ, the diagram holds: a decline is possible from each 5.1.x. Whatever is not here is refused.
/// </summary>
public static class Transitions
{
    public static IReadOnlyList<Transition> All { get; } =
    [
        Sent("01", BusinessStatus.Draft, BusinessStatus.Received),
        Moved("02", BusinessStatus.Received, BusinessStatus.Accepted),
        Moved("03", BusinessStatus.Received, BusinessStatus.Rejected),
        Sent("04", BusinessStatus.Received, BusinessStatus.CancellationRequested),
        Moved("05", BusinessStatus.Accepted, BusinessStatus.Rejected),
        Moved("06", BusinessStatus.Accepted, BusinessStatus.Scheduled),
        Sent("07", BusinessStatus.Accepted, BusinessStatus.CancellationRequested),
        Moved("08", BusinessStatus.Accepted, BusinessStatus.EventCompleted),
        Moved("09", BusinessStatus.Accepted, BusinessStatus.Completed),
        Moved("10", BusinessStatus.Scheduled, BusinessStatus.Rejected),
        Moved("11", BusinessStatus.Scheduled, BusinessStatus.Scheduled),
        Moved("12", BusinessStatus.Scheduled, BusinessStatus.Unattended),
        Moved("13", BusinessStatus.Scheduled, BusinessStatus.AppointmentCancelled),
        Sent("14", BusinessStatus.Scheduled, BusinessStatus.CancellationRequested),
        Moved("15", BusinessStatus.Scheduled, BusinessStatus.EventCompleted),
        Moved("16", BusinessStatus.Scheduled, BusinessStatus.Completed),
        Moved("17", BusinessStatus.Unattended, BusinessStatus.Rejected),
        Moved("18", BusinessStatus.Unattended, BusinessStatus.Scheduled),
        Moved("19", BusinessStatus.Unattended, BusinessStatus.AppointmentCancelled),
        Sent("20", BusinessStatus.Unattended, BusinessStatus.CancellationRequested),
        Moved("21", BusinessStatus.AppointmentCancelled, BusinessStatus.Scheduled),
        Sent("22", BusinessStatus.AppointmentCancelled, BusinessStatus.CancellationRequested),
        Moved("23", BusinessStatus.CancellationRequested, BusinessStatus.Cancelled),
        Moved("24", BusinessStatus.CancellationRequested, BusinessStatus.Completed),
        Moved("25", BusinessStatus.AppointmentCancelled, BusinessStatus.Rejected),
        Moved("26", BusinessStatus.EventCompleted, BusinessStatus.Scheduled),
        Moved("27", BusinessStatus.EventCompleted, BusinessStatus.AppointmentCancelled),
        Sent("28", BusinessStatus.EventCompleted, BusinessStatus.CancellationRequested),
        Moved("29", BusinessStatus.EventCompleted, BusinessStatus.EventCompleted),
        Moved("30", BusinessStatus.EventCompleted, BusinessStatus.Completed),
        Moved("33", BusinessStatus.EventCompleted, BusinessStatus.Rejected),
        // BSeR ends here; a closed referral may be opened again. What was cancelled only its sender could want again, and sends it anew.
        Moved("R1", BusinessStatus.Rejected, BusinessStatus.Received),
        Moved("R2", BusinessStatus.Completed, BusinessStatus.EventCompleted),
        Moved("R3", BusinessStatus.Completed, BusinessStatus.Accepted),
    ];

    static readonly FrozenDictionary<(BusinessStatus, BusinessStatus), Transition> BySteps = All.ToFrozenDictionary(t => (t.From, t.To));

    /// <summary>Null when there is no such step.</summary>
    public static Transition? Find(BusinessStatus from, BusinessStatus to) => BySteps.GetValueOrDefault((from, to));

    /// <summary>Why this actor cannot take the referral there now; null when they can.</summary>
    public static Refusal? Problem(this Referral referral, BusinessStatus to, Actor actor)
    {
        var from = referral.BusinessStatus;
        if (Find(from, to) is not { } step)
            return new(RefusalKind.Conflict, "no-such-transition", $"A referral that is {Name(from)} does not become {Name(to)}: from there it {Ways(from)}.", "Task.businessStatus");
        return step.By == referral.SideOf(actor) ? null
            : step.By == Mover.Sender ? new(RefusalKind.Forbidden, "only-the-sender", $"Only the hospital that sent a referral makes it {Name(to)}: ask it to.", "Task.businessStatus")
            : new(RefusalKind.Forbidden, "only-the-receiver", $"Only the chain that has a referral makes it {Name(to)}.", "Task.businessStatus");
    }

    static string Ways(BusinessStatus from)
    {
        var ways = All.Where(t => t.From == from && t.To != from).Select(t => Name(t.To)).ToList();
        return ways.Count == 0 ? "moves no more" : $"becomes {string.Join(" or ", ways)}";
    }

    static string Name(BusinessStatus status) => $"{status.Code()} {status.Display().ToLowerInvariant()}";

    static Transition Sent(string id, BusinessStatus from, BusinessStatus to) => new(id, from, to, Mover.Sender);

    static Transition Moved(string id, BusinessStatus from, BusinessStatus to) => new(id, from, to, Mover.Receiver);
}
