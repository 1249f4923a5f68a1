using ClinicNetwork.Hosting;

namespace ClinicNetwork.Scheduling.Booking;

/// <summary>One attempt to place a referral's visits: the commit record of all its claims.</summary>
public sealed record Series : IAggregate<Series, SeriesFact>
{
    public static Series Initial { get; } = new();

    public string ReferralId { get; init; } = "";
    public int Attempt { get; init; }
    public string Chain { get; init; } = "";
    public Order? Order { get; init; }
    public Patient? Patient { get; init; }
    public Stage Stage { get; init; } = new Unknown();
    /// <summary>Its name; not called Id, which the driver would store as one.</summary>
    public SeriesId Key => new(ReferralId, Attempt);

    public DateTimeOffset? Due => Stage switch
    {
        Placing placing => placing.TakeOverAt,
        Waiting waiting => waiting.RetryAt,
        Held held => held.Expires,
        Booked booked => booked.OverdueAt,
        _ => null,
    };

    /// <summary>The round whose claims count; 0 when none do.</summary>
    public int Round => Stage switch { Placing placing => placing.Round, Placed placed => placed.Round, _ => 0 };

    /// <summary>Since when it has waited for slots; null when it has not.</summary>
    public DateTimeOffset? WaitedSince => Stage switch { Waiting waiting => waiting.Since, Placing placing => placing.WaitedSince, _ => null };

    public IReadOnlyList<VisitOutcome> Outcomes => Stage switch
    {
        Booked booked => booked.Outcomes,
        Completed completed => completed.Outcomes,
        Released released => released.Outcomes,
        _ => [],
    };

    public SeriesPlan? Plan => Stage switch { Placed placed => placed.Plan, Released released => released.Plan, _ => null };

    /// <summary>Visits that have no outcome yet.</summary>
    public int Remaining => Plan is { } plan ? plan.Visits.Count - Outcomes.Count : 0;

    public Series Evolve(SeriesFact fact) => fact switch
    {
        PlacementBegun f => this with
        {
            ReferralId = f.ReferralId,
            Attempt = f.Attempt,
            Chain = f.Order.Chain,
            Order = f.Order,
            Patient = f.Patient,
            Stage = new Placing { Round = 1, TakeOverAt = f.TakeOverAt },
        },
        PlacementRestarted f => this with { Stage = new Placing { Round = f.Round, TakeOverAt = f.TakeOverAt, WaitedSince = WaitedSince } },
        SlotsMissing f => this with
        {
            Stage = new Waiting { Round = Round, Since = f.Since, RetryAt = f.RetryAt, Reason = f.Reason, Text = f.Text, Urgency = Order!.Urgency },
        },
        HoldTaken f => this with { Stage = new Held { Round = Round, Plan = f.Plan, Expires = f.Expires } },
        SeriesConfirmed f when Stage is Held held => this with { Stage = new Booked { Round = held.Round, Plan = held.Plan, OverdueAt = f.OverdueAt } },
        SeriesWithdrawn f => this with
        {
            ReferralId = f.ReferralId,
            Attempt = f.Attempt,
            Chain = f.Chain,
            Stage = new Released { Reason = f.Reason, Plan = Plan, WasBooked = Stage is Booked, Outcomes = Outcomes },
        },
        OutcomeRecorded f when Stage is Booked booked => this with { Stage = Next(booked, f.Outcome) },
        OutcomesMissed when Stage is Booked booked => this with { Stage = booked with { OverdueAt = null, OutcomesMissing = true } },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow {Stage.GetType().Name}"),
    };

    static Stage Next(Booked booked, VisitOutcome outcome)
    {
        IReadOnlyList<VisitOutcome> outcomes = [.. booked.Outcomes.Append(outcome).OrderBy(o => o.Visit)];
        Stage next = booked with { Outcomes = outcomes };
        if (outcomes.Count == booked.Plan.Visits.Count) next = new Completed { Round = booked.Round, Plan = booked.Plan, Outcomes = outcomes };
        return next;
    }
}
