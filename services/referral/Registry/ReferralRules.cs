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

    /// <summary>Every problem of these rules, by field, in words; none when they can be used.</summary>
    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (ReopenWithinDays is < 0 or > 365) yield return ("reopenWithinDays", "0 to 365 days.");
        if (Questions.DueDays is < 1 or > 60) yield return ("questions.dueDays", "1 to 60 days.");
        if (Questions.Reminders is < 0 or > 10) yield return ("questions.reminders", "0 to 10 reminders.");
        if (Contacts.Attempts is < 1 or > 20) yield return ("contacts.attempts", "1 to 20 attempts.");
        if (Contacts.Days is < 0 or > 90) yield return ("contacts.days", "0 to 90 days.");
        if (Contacts.Channels is < 1 or > 4) yield return ("contacts.channels", "1 to 4 channels.");
    }
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
