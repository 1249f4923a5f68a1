namespace ClinicNetwork.Referrals;

/// <summary>A coordinator opens a closed referral again.</summary>
/// <param name="Text">Why, in words for the hospital, 1–500 characters.</param>
/// <param name="WithinDays">How long after its end the chain allows it.</param>
public sealed record Reopen(string? Text, int WithinDays);

public static partial class ReferralDecider
{
    /// <summary>
    /// It is decided again from its review on; visits that took place stay. Only what has ended altogether: while it is being closed, something of it
    /// might still be booked. What the hospital cancelled it sends anew.
    /// </summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Reopen> command)
    {
        if (string.IsNullOrWhiteSpace(command.What.Text) || command.What.Text.Length > LongestText)
            return new Refusal(RefusalKind.Unprocessable, "text-missing", "Say in words why, in 500 characters at most: the hospital reads it.", "text");
        if (!referral.BusinessStatus.IsTerminal())
            return new Refusal(RefusalKind.Conflict, "not-ended", $"The referral is {referral.BusinessStatus.Display().ToLowerInvariant()}: only one that has ended is opened again.");
        var to = referral.BusinessStatus != BusinessStatus.Completed ? BusinessStatus.Received : referral.HasBegun ? BusinessStatus.EventCompleted : BusinessStatus.Accepted;
        if (referral.Problem(to, command.Actor) is { } problem) return problem;
        if (referral.Stage is Closing)
            return new Refusal(RefusalKind.Conflict, "still-closing", "What the referral held is just being given back: open it again in some minutes.");
        if (command.At - referral.Since > TimeSpan.FromDays(command.What.WithinDays))
            return new Refusal(RefusalKind.Conflict, "too-late", $"It ended more than {command.What.WithinDays} days ago, the chain's limit (reopenWithinDays): ask the hospital for a new referral.");
        return Decision<ReferralFact>.Of(new ReferralReopened(to, command.At)).With(Words.Reopening, command.What.Text.Trim());
    }
}
