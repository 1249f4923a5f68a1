namespace ClinicNetwork.Referrals;

/// <summary>The hospital marks its order as entered in error: it was never meant, or for another patient.</summary>
/// <param name="Note">What it wrote with that; null when nothing.</param>
public sealed record EnterInError(string? Note);

public static partial class ReferralDecider
{
    /// <summary>
    /// Not a request but a statement (FHIR R4, request-status): nobody has to agree, everything is released at once, and it counts nowhere. Also after the
    /// end, for that is often when it is noticed.
    /// </summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<EnterInError> command) =>
        referral.IsError ? Decision<ReferralFact>.None
        : referral.SideOf(command.Actor) != Mover.Sender ? new Refusal(RefusalKind.Forbidden, "only-the-sender", "Only the hospital that sent an order says that it was entered in error.")
        : command.What.Note is { } note && (note.Length > Texts.Longest || !Texts.IsText(note))
            ? new Refusal(RefusalKind.Unprocessable, "note-too-long", $"A note has at most {Texts.Longest} characters, and no control characters.", "text")
        : Decision<ReferralFact>.Of(new EnteredInError(command.At)).With(Words.Cancellation, command.What.Note);
}
