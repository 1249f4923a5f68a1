namespace ClinicNetwork.Scheduling.Booking;

/// <summary>One attempt to place a referral's visits: the commit record of all its claims.</summary>
public sealed record Series : IAggregate<Series, SeriesFact>
{
    public static Series Initial { get; } = new();

    public string ReferralId { get; init; } = "";
    public int Attempt { get; init; }
    /// <summary>Empty until the request that names it has been heard.</summary>
    public string Chain { get; init; } = "";
    /// <summary>Keyed hash of the patient within the chain.</summary>
    public string PatientKey { get; init; } = "";
    /// <summary>The partner hospital that sent the referral; only it sees the appointments.</summary>
    public string? Partner { get; init; }
    public string? ConditionGroup { get; init; }
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
    public int Round => Stage is Placing or Placed ? ((Wanted)Stage).Round : 0;

    /// <summary>True once its request has been heard, whatever became of it.</summary>
    public bool WasAskedFor => Chain.Length > 0;

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

    public Series Evolve(SeriesFact fact) => (fact, Stage) switch
    {
        (PlacementBegun f, _) => this with
        {
            ReferralId = f.ReferralId,
            Attempt = f.Attempt,
            Chain = f.Order.Chain,
            PatientKey = f.PatientKey,
            Partner = f.Partner,
            ConditionGroup = f.ConditionGroup,
            Stage = new Placing { Round = 1, Order = f.Order, TakeOverAt = f.TakeOverAt },
        },
        (PlacementRestarted f, Wanted was) => this with
        {
            Stage = new Placing { Round = f.Round, Order = was.Order, TakeOverAt = f.TakeOverAt, WaitedSince = (was as Waiting)?.Since ?? (was as Placing)?.WaitedSince },
        },
        (NoSlotsFound f, Wanted was) => this with
        {
            Stage = new Waiting { Round = was.Round, Order = was.Order, Since = f.Since, RetryAt = f.RetryAt, Reason = f.Reason, Text = f.Text, Urgency = was.Order.Urgency },
        },
        (SeriesHeld f, Wanted was) => this with { Stage = new Held { Round = was.Round, Order = was.Order, Plan = f.Plan, Expires = f.Expires } },
        (SeriesBooked f, Held held) => this with { Stage = new Booked { Round = held.Round, Order = held.Order, Plan = held.Plan, OverdueAt = f.OverdueAt } },
        (SeriesReleased f, _) => this with
        {
            ReferralId = f.ReferralId,
            Attempt = f.Attempt,
            Chain = f.Chain,
            Stage = Stage as Released ?? new Released { Reason = f.Reason, Plan = Plan, WasBooked = Stage is Booked, Outcomes = Outcomes },
        },
        (VisitCompleted f, Booked booked) => this with { Stage = With(booked, OutcomeOf(f)) },
        (VisitMissed f, Booked booked) => this with { Stage = With(booked, new() { Visit = f.Visit, Status = VisitStatus.Missed }) },
        (SeriesCompleted, Booked booked) => this with { Stage = new Completed { Round = booked.Round, Order = booked.Order, Plan = booked.Plan, Outcomes = booked.Outcomes } },
        (WordsRenewed, _) => this,
        (OutcomesOverdue, Booked booked) => this with { Stage = booked with { OverdueAt = null, OutcomesMissing = true } },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} cannot follow {Stage.GetType().Name}"),
    };

    static VisitOutcome OutcomeOf(VisitCompleted f) => new()
    { Visit = f.Visit, Status = VisitStatus.Completed, Minutes = f.Minutes, Techniques = f.Techniques, PainBefore = f.PainBefore, PainAfter = f.PainAfter };

    static Booked With(Booked booked, VisitOutcome outcome) => booked with { Outcomes = [.. booked.Outcomes.Append(outcome).OrderBy(o => o.Visit)] };
}
