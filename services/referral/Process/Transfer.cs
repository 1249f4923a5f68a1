using System.Text.Json.Serialization;

namespace ClinicNetwork.Referrals;

/// <summary>A coordinator moves what lies ahead to another location or therapist.</summary>
/// <param name="Reason">Why, in words for the hospital, 1–500 characters.</param>
/// <param name="Override">All the same, though the place does not meet what the patient prefers or has no room now. A credential is never overridden.</param>
/// <param name="Place">What scheduling says of the place; null where it has not been asked.</param>
public sealed record Transfer(string? Location, string? Therapist, string? Reason, bool Override, [property: JsonIgnore] PlaceAnswer? Place);

/// <summary>What scheduling says of a place.</summary>
/// <param name="Problems">Why it cannot, or should not, be taken; empty when nothing speaks against it.</param>
public sealed record PlaceAnswer(IReadOnlyList<PlaceProblem> Problems);

/// <param name="Field">location or therapist.</param>
/// <param name="Overridable">True when a coordinator may take it all the same.</param>
public sealed record PlaceProblem(string Field, string Code, string Text, bool Overridable);

/// <summary>A coordinator says what the patient prefers.</summary>
public sealed record SetPreferences(PatientPreferences Preferences);

public static partial class ReferralDecider
{
    /// <summary>
    /// Visits that took place stay. What lies ahead is first given back, and once scheduling has told what took place, placed there by a new attempt: so it is
    /// never booked twice, and no visit is placed again. Without room there it waits on the worklist as <i>no-slots</i>.
    /// </summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<Transfer> command)
    {
        var (wanted, at) = (command.What, command.At);
        if (string.IsNullOrWhiteSpace(wanted.Location)) return new Refusal(RefusalKind.Unprocessable, "location-missing", "Say to which location.", "location");
        if (string.IsNullOrWhiteSpace(wanted.Reason) || wanted.Reason.Length > LongestText)
            return new Refusal(RefusalKind.Unprocessable, "reason-missing", "Say in words why, in 500 characters at most: the hospital reads it.", "reason");
        if (referral.Stage is Moving moving && referral.Chosen is { } chosen && (chosen.Location, chosen.Therapist, chosen.LeftAttempt) == (wanted.Location, wanted.Therapist, moving.Attempt))
            return Decision<ReferralFact>.None;
        if (ProblemOfMoving(referral, command.Actor) is { } problem) return problem;
        if (referral.Stage is Treating or Booking or Reserving && referral.Series is { } series && series.LocationId == wanted.Location && (wanted.Therapist ?? series.TherapistId) == series.TherapistId)
            return new Refusal(RefusalKind.Conflict, "already-there", "What lies ahead is there already: name another location, or another therapist.", "location");
        if (wanted.Place?.Problems.FirstOrDefault(p => !p.Overridable) is { } cannot) return new Refusal(RefusalKind.Unprocessable, cannot.Code, cannot.Text, cannot.Field);
        if (!wanted.Override && wanted.Place?.Problems is [var should, ..])
            return new Refusal(RefusalKind.Conflict, should.Code, $"{should.Text} To take it all the same, send override: true.", "override");
        var left = referral.CurrentAttempt!.Value;
        return new Story(referral).Add(new PlaceChosen(new(wanted.Location, wanted.Therapist, left), at)).Add(new MoveBegun(left, at)).Decision
            .With(Words.Transfer(left), wanted.Reason.Trim());
    }

    /// <summary>What is booked stays as it is: the next placement goes by them. What is only being looked for is looked for anew.</summary>
    public static Decision<ReferralFact> Decide(Referral referral, Command<SetPreferences> command)
    {
        var (preferences, at) = (command.What.Preferences, command.At);
        if (preferences.Problem() is { } problem) return problem;
        if (referral.BusinessStatus.IsTerminal())
            return new Refusal(RefusalKind.Conflict, "already-ended", $"The referral is {referral.BusinessStatus.Display().ToLowerInvariant()}: nothing of it will be placed any more.");
        if (preferences.IsSame(referral.Preferences ?? new PatientPreferences())) return Decision<ReferralFact>.None;
        var story = new Story(referral).Add(new PreferencesSet(preferences, at));
        return (referral.Stage is Placing placing ? story.Add(new MoveBegun(placing.Attempt, at)) : story).Decision;
    }

    static Refusal? ProblemOfMoving(Referral referral, Actor actor) =>
        referral.SideOf(actor) != Mover.Receiver ? new(RefusalKind.Forbidden, "only-the-receiver", "Only the chain that has a referral moves its visits.")
        : referral.CancellationRequested ? new(RefusalKind.Conflict, "cancellation-requested", "The hospital has asked to cancel: confirm that instead.")
        : referral.Stage is InReview or Covering or AwaitingEstimate ? new(RefusalKind.Conflict, "not-placed", "It is not being placed yet: what comes before has to be decided first.")
        : referral.Stage is not (Placing or Reserving or Booking or Treating or Moving) || referral.VisitsAhead == 0 ? NothingLiesAhead
        : null;
}
