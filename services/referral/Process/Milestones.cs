namespace ClinicNetwork.Referrals;

/// <summary>When a referral came to what operators measure, each for the first time; null while it has not. Nothing is decided by it.</summary>
public sealed record Milestones
{
    /// <summary>The hospital was asked for something that the order lacks.</summary>
    public DateTimeOffset? Asked { get; init; }
    /// <summary>A decision or a question, after the order was received.</summary>
    public DateTimeOffset? Acknowledged { get; init; }
    public DateTimeOffset? Accepted { get; init; }
    /// <summary>The payer took its time.</summary>
    public DateTimeOffset? Pended { get; init; }
    /// <summary>Insurance said which visits are covered.</summary>
    public DateTimeOffset? Covered { get; init; }
    /// <summary>No whole series was free.</summary>
    public DateTimeOffset? NoSlots { get; init; }
    /// <summary>The patient was called, or the visits booked.</summary>
    public DateTimeOffset? Contacted { get; init; }
    public DateTimeOffset? Scheduled { get; init; }
    /// <summary>The first visit took place.</summary>
    public DateTimeOffset? Seen { get; init; }
    /// <summary>No visit lies ahead any more.</summary>
    public DateTimeOffset? Treated { get; init; }
    public DateTimeOffset? Reported { get; init; }

    public Milestones After(Referral next, ReferralFact fact) => fact switch
    {
        ReferralAccepted => this with { Acknowledged = Acknowledged ?? fact.At, Accepted = Accepted ?? fact.At },
        ReferralRejected or ReferralCancelled => this with { Acknowledged = Acknowledged ?? fact.At },
        MessageSent { From: Mover.Receiver } => this with { Acknowledged = Acknowledged ?? fact.At, Asked = Asked ?? (next.AsksReferrer is null ? null : fact.At) },
        AuthorizationPended => this with { Pended = Pended ?? fact.At },
        CoverageDetermined or EstimateOffered => this with { Covered = Covered ?? fact.At },
        NoSlotsFound => this with { NoSlots = NoSlots ?? fact.At },
        ContactAttempted => this with { Contacted = Contacted ?? fact.At },
        SeriesBooked => this with { Contacted = Contacted ?? fact.At, Scheduled = Scheduled ?? fact.At },
        VisitCompleted => this with { Seen = Seen ?? fact.At },
        TreatmentCompleted => this with { Treated = Treated ?? fact.At },
        ReportIssued => this with { Reported = Reported ?? fact.At },
        _ => this,
    };
}
