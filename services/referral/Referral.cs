using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referral;

/// <summary>
/// A referral on its way: the process that joins hospital, insurance and scheduling. Holds no patient data; that lies in
/// the <see cref="ReferralReceived"/> fact.
/// </summary>
public sealed record Referral : IAggregate<Referral, ReferralFact>
{
    public static Referral Initial { get; } = new();

    /// <summary>The document's id, also that of its ServiceRequest and Task.</summary>
    public string ReferralId { get; init; } = "";
    public string Chain { get; init; } = "";
    public string Partner { get; init; } = "";
    public Identifier? Placer { get; init; }
    public string Fingerprint { get; init; } = "";
    public string Priority { get; init; } = "routine";
    public int VisitsPrescribed { get; init; }
    public Cadence Cadence { get; init; } = new(1, 1, "wk");
    public IReadOnlyList<string> Techniques { get; init; } = [];
    public string? ConditionGroup { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }

    public BusinessStatus BusinessStatus { get; init; } = BusinessStatus.Draft;
    /// <summary>Since when the status or its reason is what it is.</summary>
    public DateTimeOffset Since { get; init; }
    public Stage Stage { get; init; } = new Unsent();
    /// <summary>Why it stands still; null while it moves or has ended.</summary>
    public Hold? Hold { get; init; }
    /// <summary>Reason of a rejection or cancellation.</summary>
    public Hold? Closed { get; init; }
    public CoverageDecision? Coverage { get; init; }
    /// <summary>Placement attempt, 0 before the first.</summary>
    public int Attempt { get; init; }
    public Series? Series { get; init; }
    /// <summary>Times the current wait has been asked again.</summary>
    public int Asked { get; init; }
    /// <summary>True when a person let a wait run out.</summary>
    public bool Overdue { get; init; }
    /// <summary>What puts it on a coordinator's worklist: the hold's reason, cancellation-requested or outcome-missing.</summary>
    public string? Attention { get; init; }
    public bool HasReport { get; init; }
    public DateTimeOffset? Due { get; init; }

    /// <summary>Visits to place: those covered, or all when the patient pays.</summary>
    public int VisitsToPlace => SelfPay ? VisitsPrescribed : Coverage?.CoveredVisits ?? VisitsPrescribed;
    public bool SelfPay => Coverage?.Outcome == "self-pay";
    public bool CancellationRequested => BusinessStatus == BusinessStatus.CancellationRequested;

    /// <summary>FHIR Task.status that goes with the business status; on-hold while something is waited for.</summary>
    public string TaskStatus => BusinessStatus switch
    {
        BusinessStatus.Rejected => "rejected",
        BusinessStatus.Cancelled => "cancelled",
        BusinessStatus.Completed => "completed",
        BusinessStatus.CancellationRequested => "in-progress",
        _ when Hold is not null => "on-hold",
        BusinessStatus.Received => "received",
        BusinessStatus.Accepted => "accepted",
        BusinessStatus.Draft => "draft",
        _ => "in-progress",
    };

    public Referral Evolve(ReferralFact fact)
    {
        var next = Apply(fact);
        var moved = (next.BusinessStatus, next.Hold?.Reason) != (BusinessStatus, Hold?.Reason);
        return next with
        {
            Since = moved ? fact.At : next.Since,
            Attention = next.BusinessStatus.IsTerminal() ? null
                : next.CancellationRequested ? "cancellation-requested"
                : next.Hold?.Reason ?? (next.Overdue ? "outcome-missing" : null),
            Due = next.BusinessStatus.IsTerminal() ? null : next.Due,
        };
    }

    Referral Apply(ReferralFact fact) => fact switch
    {
        ReferralReceived f => this with
        {
            ReferralId = ReferralIds.For(f.Order.Partner, f.Order.Placer),
            Chain = f.Order.Chain,
            Partner = f.Order.Partner,
            Placer = f.Order.Placer,
            Fingerprint = f.Order.Fingerprint,
            Priority = f.Order.Priority,
            VisitsPrescribed = f.Order.Visits,
            Cadence = f.Order.Cadence,
            Techniques = f.Order.Techniques,
            ReceivedAt = f.At,
            BusinessStatus = BusinessStatus.Received,
            Due = f.At,
        },
        ReviewRequired f => Wait(new InReview(), f.At + Waits.Person, new("review", f.Text, f.At)) with { Series = null, Coverage = f.Decision ?? Coverage },
        ReferralAccepted f => To(BusinessStatus.Accepted).Wait(new Covering(), f.At + Waits.Answer(0)) with { ConditionGroup = f.ConditionGroup, Coverage = null },
        ReferralRejected f => End(BusinessStatus.Rejected, new(f.Reason, f.Text, f.At)),
        AuthorizationAwaited f => Wait(new Covering(), f.At + Waits.Capacity, new("authorization-pending", f.Text, f.At)),
        CoverageGranted f => this with { Coverage = f.Decision, Hold = null },
        EstimateOffered f => Wait(new AwaitingEstimate(), f.At + Waits.Person, new("estimate-acceptance", f.Text, f.At)) with { Coverage = f.Decision },
        EstimateAccepted => this with { Hold = null },
        PlacementStarted f => Wait(new Placing(), f.At + Waits.Answer(0)) with { Attempt = f.Attempt, Series = null },
        SlotsMissing f => Wait(new Placing(), f.At + Waits.Capacity, new("no-slots", f.Text, f.At)),
        SeriesOffered f => Wait(SelfPay ? new Booking() : new Reserving(), f.At + Waits.Answer(0)) with { Series = f.Series },
        UnitsGranted f => Wait(new Booking(), f.At + Waits.Answer(0)),
        UnitsDenied f => Wait(new InReview(), f.At + Waits.Person, new("review", f.Text, f.At)) with { Series = null },
        SeriesConfirmed => To(BusinessStatus.Scheduled).Wait(new Treating(), Series!.Visits[^1].End + Waits.Outcome),
        SeriesLost f => To(BusinessStatus == BusinessStatus.Scheduled ? BusinessStatus.AppointmentCancelled : BusinessStatus) with { Series = null },
        TreatmentContinued => To(BusinessStatus.Scheduled),
        VisitRecorded f => To(f.Outcome == "missed" ? BusinessStatus.Unattended : BusinessStatus.EventCompleted) with
        {
            Series = Series! with { Visits = [.. Series.Visits.Select(v => v.Visit == f.Visit ? v with { Outcome = f.Outcome } : v)] },
            Overdue = false,
        },
        ReportIssued => this with { HasReport = true },
        ReferralCompleted => this with { BusinessStatus = BusinessStatus.Completed, Stage = new Ended(), Hold = null },
        CancellationAsked => this with { BusinessStatus = BusinessStatus.CancellationRequested },
        ReferralCancelled f => End(BusinessStatus.Cancelled, new("cancelled", f.Text, f.At)),
        AskedAgain f => this with
        {
            Asked = Asked + 1,
            Due = f.At + (Hold?.Reason is "no-slots" or "authorization-pending" ? Waits.Capacity : Waits.Answer(Asked + 1)),
            Hold = Hold ?? (Asked + 1 >= Waits.AsksBeforeHold ? new("no-answer", "A service of the network has not answered yet; it is asked again by itself.", f.At) : null),
        },
        WaitOverdue f => this with { Overdue = true, Due = f.At + Waits.Person },
        _ => this,
    };

    /// <summary>The hospital's request to cancel stays visible whatever the process does meanwhile (BSeR leaves 5.2 only by 23 and 24).</summary>
    Referral To(BusinessStatus status) => CancellationRequested ? this : this with { BusinessStatus = status };

    Referral Wait(Stage stage, DateTimeOffset due, Hold? hold = null) =>
        this with { Stage = stage, Due = due, Hold = hold, Asked = 0, Overdue = false };

    Referral End(BusinessStatus status, Hold reason) =>
        this with { BusinessStatus = status, Stage = new Ended(), Hold = null, Closed = reason };
}

/// <summary>How long each kind of wait lasts before time itself moves the referral.</summary>
public static class Waits
{
    /// <summary>Answers of another service: asked again after 20 s, then ever more slowly, at most every 10 minutes.</summary>
    public static TimeSpan Answer(int asked) => TimeSpan.FromSeconds(Math.Min(600, 20 * Math.Pow(2, asked)));
    /// <summary>A payer's decision or room for a series: who waits for it tells by itself; asking again only guards against a lost answer.</summary>
    public static readonly TimeSpan Capacity = TimeSpan.FromHours(1);
    public static readonly TimeSpan Person = TimeSpan.FromDays(3);
    /// <summary>After the last visit's end: its outcome should be recorded by then.</summary>
    public static readonly TimeSpan Outcome = TimeSpan.FromHours(24);
    public const int AsksBeforeHold = 4;
}
