namespace ClinicNetwork.Operations.Overview;

/// <summary>The words that people read for codes: BSeR's business statuses and the network's reasons. A code without words shows as it is.</summary>
public static class StatusWords
{
    /// <summary>In the order of a referral's life.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new OrderedDictionary<string, string>
    {
        ["2.0"] = "Received",
        ["3.0"] = "Accepted",
        ["5.1.1"] = "Scheduled",
        ["5.1.2"] = "Unattended",
        ["5.1.3"] = "Appointment cancelled",
        ["5.1.4"] = "Event completed",
        ["5.2"] = "Cancellation requested",
        ["7.0"] = "Completed",
        ["4.0"] = "Rejected",
        ["6.0"] = "Cancelled",
    };

    /// <summary>Not scheduled yet and not ended.</summary>
    public static IReadOnlyList<string> Waiting { get; } = ["2.0", "3.0"];

    static readonly Dictionary<string, string> Reasons = new()
    {
        // It waits.
        ["review"] = "A person reviews it",
        ["information-requested"] = "Information requested from the hospital",
        ["authorization-pending"] = "The payer decides on authorisation",
        ["estimate-acceptance"] = "The patient has the estimate",
        ["no-slots"] = "No free slots",
        ["no-answer"] = "A service has not answered",
        ["cancellation-requested"] = "The hospital asks to cancel",
        ["outcome-missing"] = "The outcome of a visit is missing",
        ["report-late"] = "The report is not written yet",
        ["closing-late"] = "Its end is not confirmed by all yet",
        [""] = "No reason given",
        // It ended.
        ["information-required"] = "Information was missing",
        ["service-inappropriate"] = "The service does not fit",
        ["prerequisites-not-complete"] = "Something had to come first",
        ["appointment-not-required"] = "No appointment was needed",
        ["deceased"] = "The patient has died",
        ["cancelled"] = "It was cancelled",
        ["other"] = "Another reason",
        ["patient-not-reached"] = "The patient was not reached",
        ["patient-declined"] = "The patient does not want it",
        ["no-capacity"] = "There is no room in a sensible time",
        ["goals-met"] = "Its goals are met",
        ["not-tolerated"] = "The patient does not tolerate it",
        // A person decides or telephones.
        ["question-asked"] = "The hospital asks something",
        ["question-answered"] = "The hospital has answered",
        ["question-unanswered"] = "The hospital has not answered",
        ["clock-breached"] = "A promise was not kept in time",
        ["report-unacknowledged"] = "The hospital has not fetched its report",
        ["reopened"] = "It was opened again",
        // What came of reaching a patient.
        ["reached"] = "reached",
        ["message-left"] = "message left",
        ["wrong-number"] = "wrong number",
        ["phone"] = "phone",
        ["sms"] = "text message",
        ["email"] = "e-mail",
        ["letter"] = "letter",
        ["self-pay"] = "The patient pays",
    };

    public static string Status(string code) => All.GetValueOrDefault(code, code);

    public static string Reason(string code) => Reasons.GetValueOrDefault(code, code);

    /// <summary>How long ago: <c>just now</c>, <c>5 min ago</c>.</summary>
    public static string Ago(TimeSpan since) => since.TotalMinutes < 1 ? "just now" : $"{Age((int)since.TotalMinutes)} ago";

    /// <summary>Whole minutes in words.</summary>
    public static string Age(int minutes) => minutes switch
    {
        < 1 => "just now",
        < 60 => $"{minutes} min",
        < 60 * 24 => $"{minutes / 60} h {minutes % 60:00} min",
        _ => $"{minutes / (60 * 24)} d {minutes / 60 % 24} h",
    };
}
