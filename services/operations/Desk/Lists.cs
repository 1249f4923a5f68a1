namespace ClinicNetwork.Operations.Desk;

/// <summary>A worklist by the reason for which its owner puts referrals there.</summary>
/// <param name="Code">The owner's code of the reason.</param>
/// <param name="Teaches">What comes here, where nothing does yet.</param>
public sealed record WorkList(string Code, string Title, string Teaches);

/// <summary>The worklists of either side, in the order in which they are shown.</summary>
public static class Lists
{
    public static IReadOnlyList<WorkList> OfChain { get; } =
    [
        new("review", "Review", "What screening cannot decide alone comes here."),
        new("question-answered", "Questions answered", "When a hospital answers, its referral comes here to be decided."),
        new("question-asked", "Asked by hospitals", "What a hospital asks comes here."),
        new("information-requested", "Questions out", "When you ask a hospital, the referral waits here until it answers."),
        new("question-unanswered", "Not answered", "What a hospital was reminded of in vain comes here."),
        new("no-slots", "Slot issues", "A series that finds no room waits here; it is placed by itself as soon as there is some."),
        new("authorization-pending", "Awaiting payer", "What a payer takes its time over waits here; it goes on by itself."),
        new("estimate-acceptance", "Estimates", "Where no insurer pays, the patient’s yes is waited for here."),
        new("cancellation-requested", "Cancellations", "When a hospital asks to cancel, confirm it here."),
        new("outcome-missing", "Visits without an outcome", "Visits whose time has passed and that nobody has recorded come here."),
        new("report-unacknowledged", "Reports, no receipt", "Reports that a hospital does not fetch come here."),
        new("clock-breached", "Clocks run out", "What was promised and not done in time comes here."),
        new("reopened", "Opened again", "What had ended and was opened again is decided here."),
        new("no-answer", "No answer", "What a service of the network has not answered comes here; it is asked again by itself."),
        new("report-late", "Reports late", "Reports that cannot be written yet come here."),
        new("closing-late", "Closing late", "Ends that not everybody has confirmed come here."),
    ];

    public static IReadOnlyList<WorkList> OfHospital { get; } =
    [
        new("information-requested", "Answer needed", "When a clinic asks, the referral waits here for your answer."),
        new("handed-back", "Handed back", "What a clinic does not treat comes here, with the reason."),
        new("visit-missed", "Missed visits", "When a patient does not come, you read it here."),
        new("visit-cancelled", "Cancelled visits", "When booked visits fall away, you read it here until others are found."),
        new("report-unread", "Unread reports", "Reports come here until they are read."),
    ];

    public static string Title(this IReadOnlyList<WorkList> lists, string code) => lists.FirstOrDefault(l => l.Code == code)?.Title ?? code;
}
