namespace ClinicNetwork.Referrals;

/// <summary>Facts in the making, each judged by the state after those before it.</summary>
sealed class Story(Referral referral)
{
    readonly List<ReferralFact> facts = [];

    public Referral State { get; private set; } = referral;

    public Story Add(ReferralFact fact)
    {
        facts.Add(fact);
        State = State.Evolve(fact);
        return this;
    }

    /// <summary>BSeR goes from a missed or cancelled visit on by way of <i>scheduled</i> (18, 21, 26).</summary>
    public Story Continue(DateTimeOffset at) =>
        State.BusinessStatus is BusinessStatus.Unattended or BusinessStatus.AppointmentCancelled ? Add(new TreatmentContinued(at)) : this;

    /// <summary>What lies ahead is placed by a new attempt; when nothing does, the report is next.</summary>
    public Story PlaceOrReport(DateTimeOffset at) => State.VisitsAhead > 0
        ? Add(new PlacementRequested(State.Attempts.Count + 1, State.VisitsAhead, at))
        : Add(new TreatmentCompleted(at));

    /// <summary>The attempt is given back: what was to be done before the next one is done first.</summary>
    public Story AfterMove(DateTimeOffset at) => State.Discharge is not null || State.Prescription.Visits <= State.Visits.Count ? PlaceOrReport(at) : State.Stage switch
    {
        Moving { Then: Referrals.AfterMove.Review, Text: { } text } => Add(new ReviewRequired(text, null, at)),
        Moving { Then: Referrals.AfterMove.Estimate, Text: { } text } when State.Coverage is { } coverage => Add(new EstimateOffered(coverage, text, at)),
        Moving { Then: Referrals.AfterMove.Cover } or Treating { Verifying: not null } => Add(new ReferralAccepted(State.ConditionGroup ?? "agreed", null, at)),
        _ => PlaceOrReport(at),
    };

    public Decision<ReferralFact> Decision => facts.Count == 0 ? Decision<ReferralFact>.None : Decision<ReferralFact>.Of([.. facts]);
}
