namespace ClinicNetwork.Referrals;

/// <summary>A partner wants to be notified.</summary>
/// <param name="Sent">The resource as sent, without headers.</param>
/// <param name="Headers">As JSON; null: as before, or none.</param>
public sealed record Subscribe(string Id, string Partner, string Chain, Terms Terms, string Sent, string? Headers, string Secret);

/// <summary>Its owner sends it anew: other terms, or the same to have it activated again.</summary>
/// <param name="Headers">As JSON; null: as before.</param>
public sealed record Resubscribe(Terms Terms, string Sent, string? Headers);

/// <summary>An operator wants it active again, as it is.</summary>
public sealed record Reactivate;

/// <summary>Its owner does not want it any more; it stays to be read.</summary>
public sealed record TurnOff;

/// <summary>Its owner deletes it.</summary>
public sealed record DeleteSubscription;

/// <summary>The endpoint has answered a handshake, or not.</summary>
/// <param name="Revision">That the handshake was for.</param>
/// <param name="Problem">Why not, in words; null when it did.</param>
public sealed record HandshakeAnswered(int Revision, string? Problem);

/// <summary>The endpoint has taken a sign of life, or not.</summary>
/// <param name="Problem">Why not, in words; null when it did.</param>
public sealed record HeartbeatAnswered(string? Problem);

/// <summary>A notification could not be delivered for as long as is ever tried.</summary>
public sealed record GiveUp(string Problem);

/// <summary>Something has happened that it may want to hear of.</summary>
/// <param name="Stored">Its deliveries up to this number are stored.</param>
public sealed record Notify(Notice Notice, long Stored);

/// <summary>Every decision about a subscription.</summary>
public static class SubscriptionDecider
{
    /// <summary>How long an endpoint may fail before nothing is sent to it any more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    public static Decision<SubscriptionFact> Decide(Subscription subscription, Command<Subscribe> command) => subscription.Revision > 0
        ? Decision<SubscriptionFact>.None
        : Decision<SubscriptionFact>.Of(new SubscriptionRequested(command.What.Id, command.What.Partner, command.What.Chain, command.What.Terms, command.At))
            .With(SubscriptionWords.Sent, command.What.Sent).With(SubscriptionWords.Headers, command.What.Headers ?? "[]").With(SubscriptionWords.Secret, command.What.Secret);

    /// <summary>The topic stays: the numbers count its events.</summary>
    public static Decision<SubscriptionFact> Decide(Subscription subscription, Command<Resubscribe> command)
    {
        if (Missing(subscription) is { } missing) return missing;
        if (subscription.Terms!.Topic != command.What.Terms.Topic)
            return new Refusal(RefusalKind.Unprocessable, "topic-fixed", "A subscription keeps its topic: create another one for another topic.", "Subscription.criteria");
        return Decision<SubscriptionFact>.Of(new SubscriptionRequested(subscription.Id, subscription.Partner, subscription.Chain, command.What.Terms, command.At))
            .With(SubscriptionWords.Sent, command.What.Sent).With(SubscriptionWords.Headers, command.What.Headers);
    }

    public static Decision<SubscriptionFact> Decide(Subscription subscription, Command<Reactivate> command) =>
        Missing(subscription) is { } missing ? missing
        : subscription.Status is SubscriptionStatus.Error ? new SubscriptionRequested(subscription.Id, subscription.Partner, subscription.Chain, subscription.Terms!, command.At)
        : subscription.Status is SubscriptionStatus.Off ? new Refusal(RefusalKind.Conflict, "not-updatable", "Its owner has turned it off, or its time is over: only the owner can want it again.")
        : Decision<SubscriptionFact>.None;

    public static Decision<SubscriptionFact> Decide(Subscription subscription, Command<TurnOff> command) =>
        Missing(subscription) is { } missing ? missing
        : subscription.Status is SubscriptionStatus.Off ? Decision<SubscriptionFact>.None : new SubscriptionEnded(command.At);

    public static Decision<SubscriptionFact> Decide(Subscription subscription, Command<DeleteSubscription> command) =>
        subscription.IsDeleted ? Decision<SubscriptionFact>.None : new SubscriptionDeleted(command.At);

    /// <summary>An answer to an older handshake says nothing of what is wanted now.</summary>
    public static Decision<SubscriptionFact> Decide(Subscription subscription, Command<HandshakeAnswered> command) =>
        subscription.Status is not SubscriptionStatus.Requested || subscription.Revision != command.What.Revision ? Decision<SubscriptionFact>.None
        : command.What.Problem is { } problem ? new SubscriptionFailed($"The handshake failed: {problem}", command.At)
        : new SubscriptionActivated(command.At);

    public static Decision<SubscriptionFact> Decide(Subscription subscription, Command<HeartbeatAnswered> command) =>
        subscription.Status is not SubscriptionStatus.Active ? Decision<SubscriptionFact>.None
        : command.What.Problem is not { } problem ? new HeartbeatTaken(command.At)
        : command.At - (subscription.SilentSince ?? command.At) >= Patience ? new SubscriptionFailed($"No sign of life was taken for 24 hours. The last attempt: {problem}", command.At)
        : new HeartbeatRefused(command.At);

    public static Decision<SubscriptionFact> Decide(Subscription subscription, Command<GiveUp> command) => subscription.Status is SubscriptionStatus.Active
        ? new SubscriptionFailed($"A notification could not be delivered for 24 hours. The last attempt: {command.What.Problem}", command.At)
        : Decision<SubscriptionFact>.None;

    /// <summary>Counted from its creation until it is off, in error too.</summary>
    public static Decision<SubscriptionFact> Decide(Subscription subscription, Command<Notify> command)
    {
        var (notice, number) = (command.What.Notice, subscription.Events);
        if (subscription.Listens != Subscription.Listening(notice.Partner, notice.Topic)) return Decision<SubscriptionFact>.None;
        return Decision<SubscriptionFact>.Of([.. notice.Focus.Where(subscription.Terms!.Wants).Select(focus =>
            new EventNumbered(new(++number, notice.ReferralId, notice.Topic, focus.Reference, focus.Context, notice.At), command.What.Stored, command.At))]);
    }

    public static Decision<SubscriptionFact> Decide(Subscription subscription, Command<TimePassed> command) =>
        subscription.Status is not SubscriptionStatus.Off && subscription.Terms?.End <= command.At ? new SubscriptionEnded(command.At) : Decision<SubscriptionFact>.None;

    static Refusal? Missing(Subscription subscription) => subscription.IsDeleted
        ? new(RefusalKind.NotFound, "not-found", "There is no such subscription.")
        : null;
}
