namespace ClinicNetwork.Referrals;

/// <summary>Somebody of the chain tried to reach the patient.</summary>
/// <param name="Channel">phone, sms, email or letter.</param>
/// <param name="Outcome">reached, no-answer, message-left or wrong-number.</param>
/// <param name="Note">500 characters at most; null when nothing is to be said.</param>
public sealed record RecordContact(string? Channel = null, string? Outcome = null, string? Note = null);

public static partial class ReferralDecider
{
    const int MostContacts = 50;

    /// <summary>As long as the referral is open.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<RecordContact> command)
    {
        var (said, number) = (command.What, referral.Contacts.Count + 1);
        if (Find(said.Channel, (ContactChannel c) => c.Code()) is not { } channel) return Unknown<ContactChannel>("channel", c => c.Code());
        if (Find(said.Outcome, (ContactOutcome o) => o.Code()) is not { } outcome) return Unknown<ContactOutcome>("outcome", o => o.Code());
        if (said.Note is { } note && (note.Length > LongestText || !Texts.IsText(note)))
            return new Refusal(RefusalKind.Unprocessable, "note-too-long", $"A note has at most {LongestText} characters, and no control characters.", "note");
        if (referral.BusinessStatus.IsTerminal() || referral.Stage is Unsent)
            return new Refusal(RefusalKind.Conflict, "already-ended", "The referral has ended: nobody has to be reached for it any more.");
        return number > MostContacts
            ? new Refusal(RefusalKind.Conflict, "too-many-contacts", $"{MostContacts} attempts are recorded already: hand the referral back, or end the treatment.")
            : Decision<ReferralFact>.Of(new ContactAttempted(number, channel, outcome, command.At)).With(Words.Contact(number), string.IsNullOrWhiteSpace(said.Note) ? null : said.Note.Trim());
    }

    static T? Find<T>(string? code, Func<T, string> codeOf) where T : struct, Enum => Enum.GetValues<T>().Cast<T?>().FirstOrDefault(v => codeOf(v!.Value) == code);

    static Refusal Unknown<T>(string field, Func<T, string> codeOf) where T : struct, Enum =>
        new(RefusalKind.Unprocessable, "unknown-code", $"{field}: give one of {string.Join(", ", Enum.GetValues<T>().Select(codeOf))}.", field);
}
