namespace ClinicNetwork.Referrals;

/// <summary>A file that the hospital has sent to its order. Its bytes lie in a collection of their own (<see cref="Files"/>), its title with the words.</summary>
/// <param name="Id">Of its DocumentReference and Binary: a hash of the referral and the content, so that sending it again is sending the same.</param>
/// <param name="ContentType">As its content says.</param>
/// <param name="Bytes">1 to 10,485,760.</param>
public sealed record Attachment(int Number, string Id, string ContentType, int Bytes, DateTimeOffset At);

/// <summary>A file came in to the order.</summary>
public sealed record AttachmentReceived(int Number, string Id, string ContentType, int Bytes, DateTimeOffset At) : ReferralFact(At);

/// <summary>The hospital sends a file to its order.</summary>
/// <param name="Title">What people call it; null when it was not said.</param>
public sealed record Attach(string Id, string ContentType, int Bytes, string? Title);

public static partial class ReferralDecider
{
    /// <summary>Of a referral.</summary>
    public const int MostAttachments = 20;

    /// <summary>As long as the referral is open; the same file again is already so.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Attach> command)
    {
        var (file, number) = (command.What, referral.Attachments.Count + 1);
        if (referral.SideOf(command.Actor) != Mover.Sender)
            return new Refusal(RefusalKind.Forbidden, "only-the-sender", "Only the hospital that sent the referral attaches files to it.");
        if (referral.Attachments.Any(a => a.Id == file.Id)) return Decision<ReferralFact>.None;
        if (file.Title is { } title && (title.Length > LongestText || !Texts.IsText(title)))
            return new Refusal(RefusalKind.Unprocessable, "title-too-long", $"A title has at most {LongestText} characters.", "DocumentReference.content[0].attachment.title");
        if (referral.BusinessStatus.IsTerminal() || referral.Stage is Unsent)
            return new Refusal(RefusalKind.Conflict, "already-ended", "The referral has ended: nobody would read the file. Send it with a new order.");
        return number > MostAttachments
            ? new Refusal(RefusalKind.Conflict, "attachments-full", $"A referral carries {MostAttachments} files at most: join them.")
            : Decision<ReferralFact>.Of(new AttachmentReceived(number, file.Id, file.ContentType, file.Bytes, command.At)).With(Words.Attachment(number), string.IsNullOrWhiteSpace(file.Title) ? null : file.Title.Trim());
    }
}
