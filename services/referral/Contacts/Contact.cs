namespace ClinicNetwork.Referrals;

/// <summary>By what a patient was tried to be reached.</summary>
public enum ContactChannel
{
    Phone,
    Sms,
    Email,
    Letter,
}

/// <summary>What came of it.</summary>
public enum ContactOutcome
{
    /// <summary>A sign of life: counting begins anew.</summary>
    Reached,
    NoAnswer,
    MessageLeft,
    WrongNumber,
}

/// <summary>An attempt to reach the patient; a note on it lies with the words.</summary>
public sealed record Contact(int Number, ContactChannel Channel, ContactOutcome Outcome, DateTimeOffset At);

/// <summary>Somebody of the chain tried to reach the patient; the hospital sees it.</summary>
public sealed record ContactAttempted(int Number, ContactChannel Channel, ContactOutcome Outcome, DateTimeOffset At) : ReferralFact(At);

public static class Contacts
{
    /// <summary>The code on the wire, e.g. <c>no-answer</c>.</summary>
    public static string Code(this ContactOutcome outcome) => outcome switch
    {
        ContactOutcome.Reached => "reached",
        ContactOutcome.NoAnswer => "no-answer",
        ContactOutcome.MessageLeft => "message-left",
        _ => "wrong-number",
    };

    /// <summary>The code on the wire, e.g. <c>phone</c>.</summary>
    public static string Code(this ContactChannel channel) => channel.ToString().ToLowerInvariant();

    /// <summary>What is left to be tried before the patient counts as not reached; null when nothing is.</summary>
    public static string? Missing(this ContactRule rule, IReadOnlyList<Contact> contacts, DateTimeOffset at)
    {
        var since = contacts.Skip(contacts.ToList().FindLastIndex(c => c.Outcome == ContactOutcome.Reached) + 1).ToList();
        var days = since.Count == 0 ? 0 : (int)(at - since[0].At).TotalDays;
        var channels = since.Select(c => c.Channel).Distinct().Count();
        return since.Count >= rule.Attempts && days >= rule.Days && channels >= rule.Channels ? null
            : $"The chain's rule asks for {rule.Attempts} attempts over {rule.Days} days by {rule.Channels} channels since the last sign of life; so far there are {since.Count} over {days} by {channels}.";
    }
}
