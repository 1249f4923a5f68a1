namespace ClinicNetwork.Referrals;

/// <summary>What a chain decides about the life of its referrals: data, versioned, changed by its operator. The document's id is the chain's.</summary>
public sealed record ReferralRules
{
    public const string Collection = "referral-rules";

    /// <summary>In force for a chain that has none of its own.</summary>
    public static ReferralRules Usual { get; } = new();

    /// <summary>So many days after its end a referral may be opened again; 0 to 365.</summary>
    public int ReopenWithinDays { get; init; } = 30;

    public QuestionRule Questions { get; init; } = new(3, 2);

    public ContactRule Contacts { get; init; } = new(3, 14, 2);

    /// <summary>How long the hospital's receipt of a report is waited for.</summary>
    public QuestionRule Receipt { get; init; } = new(3, 2);

    /// <summary>When the clinic thinks of asking for more visits; null: never.</summary>
    public ContinuationRule? Continuation { get; init; } = new(2, 14);

    /// <summary>So many days a place that a coordinator has chosen is waited for while it has no room; 1 to 365, null: without end.</summary>
    public int? PlaceWaitDays { get; init; } = 14;

    /// <summary>What is promised; a rule with a priority goes before one without.</summary>
    public IReadOnlyList<ClockRule> Clocks { get; init; } = [new("acknowledge", 2), new("scheduled", 3), new("seen", 20)];

    /// <summary>From the last visit to the report, 1 to 720 hours; null when none is promised.</summary>
    public int? ReportWithinHours { get; init; } = 24;

    /// <summary>When the hospital gets a report while the treatment goes on: codes of <see cref="ReportPoint"/>. The last report is always written.</summary>
    public IReadOnlyList<string> InterimReports { get; init; } = ["first-visit", "half"];

    /// <summary>Holds for these reasons stop the clocks.</summary>
    public IReadOnlyList<string> ClocksPausedBy { get; init; } = ["information-requested", "estimate-acceptance"];

    /// <summary>Days, beside Saturdays and Sundays, on which no clock runs.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>What is promised for an order of this priority that comes in now.</summary>
    /// <param name="version">Of these rules.</param>
    public Promises For(string priority, long version, DateTimeOffset at, TimeZoneInfo zone)
    {
        var days = new BusinessDays(zone, Holidays);
        var clocks = from name in Enum.GetValues<ClockName>()
                     let rules = Clocks.Where(c => c.Clock == new Clock(name, default).Code)
                     let rule = rules.FirstOrDefault(c => c.Priority == priority) ?? rules.FirstOrDefault(c => c.Priority is null)
                     where rule is not null
                     select new Clock(name, days.After(at, rule.BusinessDays));
        return new(version, [.. clocks], [.. ClocksPausedBy.Select(code => Reasons.Find(code)!.Value)], ReportWithinHours is { } hours ? TimeSpan.FromHours(hours) : null, Receipt, PlaceWaitDays is { } wait ? TimeSpan.FromDays(wait) : null, Continuation,
            [.. InterimReports.Select(code => ReportPoints.Find(code)!.Value)]);
    }

    /// <summary>Every problem of these rules, by field, in words; none when they can be used.</summary>
    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (ReopenWithinDays is < 0 or > 365) yield return ("reopenWithinDays", "0 to 365 days.");
        if (Questions.DueDays is < 1 or > 60) yield return ("questions.dueDays", "1 to 60 days.");
        if (Questions.Reminders is < 0 or > 10) yield return ("questions.reminders", "0 to 10 reminders.");
        if (Contacts.Attempts is < 1 or > 20) yield return ("contacts.attempts", "1 to 20 attempts.");
        if (Contacts.Days is < 0 or > 90) yield return ("contacts.days", "0 to 90 days.");
        if (Receipt.DueDays is < 1 or > 60) yield return ("receipt.dueDays", "1 to 60 days.");
        if (Receipt.Reminders is < 0 or > 10) yield return ("receipt.reminders", "0 to 10 reminders.");
        if (Clocks.Count > 40) yield return ("clocks", "40 rules at most.");
        foreach (var clock in Clocks)
        {
            if (!ClockRule.Names.Contains(clock.Clock)) yield return ("clocks", $"'{clock.Clock}': one of {string.Join(", ", ClockRule.Names)}.");
            if (clock.BusinessDays is < 1 or > 90) yield return ("clocks", $"'{clock.Clock}': 1 to 90 business days.");
            if (clock.Priority is not (null or "routine" or "urgent" or "asap" or "stat")) yield return ("clocks", $"'{clock.Priority}' is no priority: routine, urgent, asap or stat.");
        }
        if (Clocks.GroupBy(c => (c.Clock, c.Priority)).FirstOrDefault(g => g.Count() > 1) is { } twice) yield return ("clocks", $"'{twice.Key.Clock}' stands there twice for one priority.");
        if (ReportWithinHours is < 1 or > 720) yield return ("reportWithinHours", "1 to 720 hours, or null.");
        foreach (var code in InterimReports.Where(c => ReportPoints.Find(c) is null)) yield return ("interimReports", $"'{code}': one of {string.Join(", ", Enum.GetValues<ReportPoint>().Select(p => p.Code()))}.");
        foreach (var code in ClocksPausedBy.Where(c => Reasons.Find(c) is null)) yield return ("clocksPausedBy", $"'{code}' is no reason for a hold.");
        if (Holidays.Count > 400) yield return ("holidays", "400 days at most.");
        if (Continuation?.VisitsLeft is < 1 or > 20) yield return ("continuation.visitsLeft", "1 to 20 visits.");
        if (Continuation?.DaysBefore is < 1 or > 90) yield return ("continuation.daysBefore", "1 to 90 days.");
        if (PlaceWaitDays is < 1 or > 365) yield return ("placeWaitDays", "1 to 365 days, or null.");
        if (Contacts.Channels is < 1 or > 4) yield return ("contacts.channels", "1 to 4 channels.");
    }
}

/// <summary>A promise in business days.</summary>
/// <param name="Clock">One of <see cref="Names"/>.</param>
/// <param name="Priority">FHIR request-priority that it holds for; null for those without a rule of their own.</param>
public sealed record ClockRule(string Clock, int BusinessDays, string? Priority = null)
{
    /// <summary>Those that start with the order; the report's starts with the last visit.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<ClockName>().Where(n => n != ClockName.Report).Select(n => new Clock(n, default).Code)];
}

/// <summary>How long an answer is waited for.</summary>
/// <param name="DueDays">Days until an answer is due, and from one reminder to the next.</param>
/// <param name="Reminders">So many before the question counts as unanswered.</param>
public sealed record QuestionRule(int DueDays, int Reminders);

/// <summary>What has to be tried before a patient counts as not reached.</summary>
/// <param name="Attempts">So many without a sign of life,</param>
/// <param name="Days">over so many days from the first to now,</param>
/// <param name="Channels">by so many different channels.</param>
public sealed record ContactRule(int Attempts, int Days, int Channels);
