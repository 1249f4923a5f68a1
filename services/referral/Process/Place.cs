using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using MassTransit;

namespace ClinicNetwork.Referral;

/// <summary>Scheduling holds a series, has none, has booked it, or has let it go.</summary>
public sealed class PlacementConsumer(DocumentStore<Referral, ReferralFact> referrals, TimeProvider clock)
    : IConsumer<SeriesHeld>, IConsumer<NoSlotsFound>, IConsumer<SeriesBooked>, IConsumer<SeriesReleased>
{
    public Task Consume(ConsumeContext<SeriesHeld> context) => Handle(context, ReferralDecider.Offer);
    public Task Consume(ConsumeContext<NoSlotsFound> context) => Handle(context, ReferralDecider.MissSlots);
    public Task Consume(ConsumeContext<SeriesBooked> context) => Handle(context, ReferralDecider.Confirm);
    public Task Consume(ConsumeContext<SeriesReleased> context) => Handle(context, ReferralDecider.Lose);

    Task Handle<T>(ConsumeContext<T> context, Func<Referral, T, DateTimeOffset, Decision<ReferralFact>> decide) where T : class, Contracts.IEvent =>
        referrals.Handle(context.Message.ReferralId, context.Cause(), s => decide(s, context.Message, clock.GetUtcNow()), context.CancellationToken);
}

public static partial class ReferralDecider
{
    /// <summary>A held series is taken when its attempt is the one being placed; an answer for any other is declined.</summary>
    public static Decision<ReferralFact> Offer(Referral referral, SeriesHeld held, DateTimeOffset now)
    {
        if (!IsCurrent(referral, held.Attempt)) return Decline(referral, held.Attempt, now);
        return referral.Stage is Placing
            ? new SeriesOffered(held.Attempt, new(held.LocationId, held.TherapistId,
                [.. held.Visits.Select(v => new SeriesVisit(v.Visit, v.Date, v.Start, v.End))], held.Expires), now)
            : Decision<ReferralFact>.None;
    }

    public static Decision<ReferralFact> MissSlots(Referral referral, NoSlotsFound answer, DateTimeOffset now) =>
        referral.Stage is Placing && referral.Attempt == answer.Attempt && referral.Hold?.Text != answer.Explanation
            ? new SlotsMissing(answer.Attempt, answer.Reason, answer.Explanation, now)
            : Decision<ReferralFact>.None;

    public static Decision<ReferralFact> Confirm(Referral referral, SeriesBooked booked, DateTimeOffset now)
    {
        if (!IsCurrent(referral, booked.Attempt)) return Decline(referral, booked.Attempt, now);
        return referral.Stage is Booking ? new SeriesConfirmed(booked.Attempt, now) : Decision<ReferralFact>.None;
    }

    /// <summary>A hold that lapsed, or a booking that fell away, is placed anew with the next attempt; its units go back.</summary>
    public static Decision<ReferralFact> Lose(Referral referral, SeriesReleased released, DateTimeOffset now) =>
        IsCurrent(referral, released.Attempt)
            ? new ReferralFact[]
            {
                new SeriesLost(released.Attempt, released.Reason, now),
                new PlacementStarted(released.Attempt + 1, referral.VisitsToPlace, now),
            }
            : Decision<ReferralFact>.None;

    /// <summary>True while this attempt is the one that the process waits for or has booked.</summary>
    static bool IsCurrent(Referral referral, int attempt) =>
        referral.Attempt == attempt && referral.Stage is Placing or Reserving or Booking or Treating;

    /// <summary>Told, but never the first that is told of a referral: a stray message must not leave one behind that nobody sent.</summary>
    static Decision<ReferralFact> Decline(Referral referral, int attempt, DateTimeOffset now) => referral.Stage is Unsent
        ? Decision<ReferralFact>.None
        : Decision<ReferralFact>.Repeat(new AnswerDeclined(attempt, "superseded", now));
}
