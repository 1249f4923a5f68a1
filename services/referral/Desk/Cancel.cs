namespace ClinicNetwork.Referrals;

/// <summary>The hospital revokes its order.</summary>
/// <param name="Note">What it wrote with that; null when nothing.</param>
public sealed record RequestCancellation(string? Note);

/// <summary>A coordinator agrees to cancel.</summary>
public sealed record ConfirmCancellation;

public static partial class ReferralDecider
{
    /// <summary>Only the sender asks; asking again is already so. What has ended cannot be cancelled any more.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<RequestCancellation> command) => referral.BusinessStatus switch
    {
        BusinessStatus.CancellationRequested or BusinessStatus.Cancelled => Decision<ReferralFact>.None,
        BusinessStatus.Completed or BusinessStatus.Rejected => new Refusal(RefusalKind.Conflict, "already-ended",
            $"The referral is {referral.BusinessStatus.Display().ToLowerInvariant()} and cannot be cancelled any more.", "ServiceRequest.status"),
        _ when command.What.Note is { } note && (note.Length > Texts.Longest || !Texts.IsText(note)) =>
            new Refusal(RefusalKind.Unprocessable, "note-too-long", $"A note has at most {Texts.Longest} characters, and no control characters.", "text"),
        _ when referral.Problem(BusinessStatus.CancellationRequested, command.Actor) is { } problem => problem,
        _ => Decision<ReferralFact>.Of(new CancellationRequested(command.At)).With(Words.Cancellation, command.What.Note),
    };

    /// <summary>Only the receiver confirms (BSeR 23): visits and units go back, whatever is still on its way.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<ConfirmCancellation> command) => referral.BusinessStatus switch
    {
        BusinessStatus.CancellationRequested when referral.Problem(BusinessStatus.Cancelled, command.Actor) is { } problem => problem,
        BusinessStatus.CancellationRequested => new ReferralCancelled(command.At),
        BusinessStatus.Cancelled => Decision<ReferralFact>.None,
        _ => new Refusal(RefusalKind.Conflict, "not-requested", "The hospital has not asked to cancel this referral; reject it instead, with a reason."),
    };
}
