namespace ClinicNetwork.Referrals;

/// <summary>What can be subscribed to (FHIR R5 SubscriptionTopic): a canonical URL, what its events are about, and what they can be narrowed by.</summary>
/// <param name="Code">Its name in keys and in <see cref="Notice"/>.</param>
/// <param name="Focus">The FHIR type that its events are about.</param>
/// <param name="Filters">Names of its filters; each looks at a value of <see cref="Notice.Values"/>.</param>
/// <param name="TellsResource">True when the resource itself can be sent: it is kept here, not by another service.</param>
public sealed record Topic(string Code, string Focus, IReadOnlyList<string> Filters, bool TellsResource, string Meaning)
{
    /// <summary>The scope that reading what it is about needs: a report is read with that for its Task.</summary>
    public string Scope => $"system/{(Focus is "Bundle" ? "Task" : Focus)}.r";

    public string Url => $"https://clinicnetwork.example/fhir/SubscriptionTopic/referral-{Code}";
}

/// <summary>All topics. The README says the same in a table.</summary>
public static class Topics
{
    public static Topic State { get; } = new("state", "Task", ["status", "business-status", "owner"], true, "A referral's status or its reason has changed.");
    public static Topic Question { get; } = new("question", "Communication", [], true, "The chain has asked or answered, or a reply is late.");
    public static Topic Appointment { get; } = new("appointment", "Appointment", ["status"], false, "A visit was booked, took place, was missed or was cancelled.");
    public static Topic Report { get; } = new("report", "Bundle", [], true, "A report on a referral was issued, or has not been fetched yet.");

    public static IReadOnlyList<Topic> All { get; } = [State, Question, Appointment, Report];

    public static Topic? Find(string? url) => All.FirstOrDefault(topic => topic.Url == url);

    public static Topic Of(string code) => All.First(topic => topic.Code == code);
}
