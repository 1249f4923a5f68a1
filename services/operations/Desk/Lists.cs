namespace ClinicNetwork.Operations.Desk;

/// <summary>A worklist by the reason for which its owner puts referrals there.</summary>
/// <param name="Code">The owner's code of the reason.</param>
/// <param name="Teaches">What comes here, where nothing does yet.</param>
/// <param name="Do">What is to be done with an entry, verb first.</param>
public sealed record WorkList(string Code, string Title, string Teaches, string Do = "Open it");

/// <summary>The worklists of either side, in the order in which they are shown.</summary>
public static class Lists
{
    public static IReadOnlyList<WorkList> OfChain { get; } =
    [
        new("review", "Review", "What screening cannot decide alone comes here.", "Accept, ask or reject"),
        new("question-answered", "Questions answered", "When a hospital answers, its referral comes here to be decided.", "Read the answer and decide"),
        new("question-asked", "Asked by hospitals", "What a hospital asks comes here.", "Answer the hospital"),
        new("information-requested", "Questions out", "When you ask a hospital, the referral waits here until it answers.", "Wait, or telephone"),
        new("question-unanswered", "Not answered", "What a hospital was reminded of in vain comes here.", "Telephone, or decide without"),
        new("no-slots", "Slot issues", "A series that finds no room waits here; it is placed by itself as soon as there is some.", "Choose another place, or wait"),
        new("authorization-pending", "Awaiting payer", "What a payer takes its time over waits here; it goes on by itself.", "Wait, or ask the payer"),
        new("estimate-acceptance", "Estimates", "Where no insurer pays, the patient’s yes is waited for here.", "Ask the patient"),
        new("cancellation-requested", "Cancellations", "When a hospital asks to cancel, confirm it here.", "Confirm the cancellation"),
        new("outcome-missing", "Visits without an outcome", "Visits whose time has passed and that nobody has recorded come here.", "Ask the therapist"),
        new("report-unacknowledged", "Reports, no receipt", "Reports that a hospital does not fetch come here.", "Telephone the hospital"),
        new("possible-duplicate", "Possible duplicates", "Another open referral of the same patient for the same condition comes here.", "Compare, then decide"),
        new("continuation-due", "More visits?", "Series that come to their end come here, so that more visits are asked for in time.", "Ask for more, or end it"),
        new("clock-breached", "Clocks run out", "What was promised and not done in time comes here.", "Do what was promised"),
        new("reopened", "Opened again", "What had ended and was opened again is decided here.", "Decide how it goes on"),
        new("no-answer", "No answer", "What a service of the network has not answered comes here; it is asked again by itself.", "Wait; tell an operator if it lasts"),
        new("report-late", "Reports late", "Reports that cannot be written yet come here.", "Wait; tell an operator if it lasts"),
        new("closing-late", "Closing late", "Ends that not everybody has confirmed come here.", "Wait; tell an operator if it lasts"),
    ];

    public static IReadOnlyList<WorkList> OfHospital { get; } =
    [
        new("information-requested", "Answer needed", "When a clinic asks, the referral waits here for your answer."),
        new("handed-back", "Handed back", "What a clinic does not treat comes here, with the reason."),
        new("visit-missed", "Missed visits", "When a patient does not come, you read it here."),
        new("visit-cancelled", "Cancelled visits", "When booked visits fall away, you read it here until others are found."),
        new("report-unread", "Unread reports", "Reports come here until they are read."),
    ];

    /// <summary>What is to be done with an entry of this list.</summary>
    public static string Do(this IReadOnlyList<WorkList> lists, string code) => lists.FirstOrDefault(l => l.Code == code)?.Do ?? "Open it";

    public static string Title(this IReadOnlyList<WorkList> lists, string code) => lists.FirstOrDefault(l => l.Code == code)?.Title ?? code;
}
