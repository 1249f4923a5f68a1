using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Contracts.Scheduling.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Authorizations;
using MassTransit;

namespace ClinicNetwork.Insurance.Units;

/// <summary>A held series asks for its units; a visit's outcome or a release gives them their end. Each ends by settling.</summary>
public sealed class UnitsConsumer(DocumentStore<Authorization, AuthorizationFact> store, Settlement settlement, TimeProvider clock)
    : IConsumer<UnitsRequested>, IConsumer<UnitsReleaseRequested>, IConsumer<VisitCompleted>, IConsumer<VisitMissed>
{
    public Task Consume(ConsumeContext<UnitsRequested> context) => Handle(context.Message, context.Cause(), context.CancellationToken);
    public Task Consume(ConsumeContext<UnitsReleaseRequested> context) => Handle(context.Message, context.Cause(), context.CancellationToken);
    public Task Consume(ConsumeContext<VisitCompleted> context) => Handle(context.Message, context.Cause(), context.CancellationToken);
    public Task Consume(ConsumeContext<VisitMissed> context) => Handle(context.Message, context.Cause(), context.CancellationToken);

    public Task Handle(UnitsRequested m, Cause cause, CancellationToken ct)
    {
        IReadOnlyList<WantedVisit> visits = [.. m.Visits.Select(v => new WantedVisit(v.Visit, v.Date))];
        return Handle(m.ReferralId, cause, (state, at) => UnitsDecider.Reserve(state, m.ReferralId, m.Chain, m.Attempt, visits, at), ct);
    }

    public Task Handle(UnitsReleaseRequested m, Cause cause, CancellationToken ct) =>
        Handle(m.ReferralId, cause, (state, at) => UnitsDecider.Release(state, m.ReferralId, m.Attempt, at), ct);

    public Task Handle(VisitCompleted m, Cause cause, CancellationToken ct) =>
        Handle(m.ReferralId, cause, (state, at) => UnitsDecider.Use(state, m.Attempt, m.Visit, m.Date, at), ct);

    public Task Handle(VisitMissed m, Cause cause, CancellationToken ct) =>
        Handle(m.ReferralId, cause, (state, at) => UnitsDecider.Miss(state, m.Attempt, m.Visit, at), ct);

    async Task Handle(string referral, Cause cause, Func<Authorization, DateTimeOffset, Decision<AuthorizationFact>> decide, CancellationToken ct)
    {
        await store.Handle(referral, cause, state => decide(state, clock.GetUtcNow()), ct);
        // Also after a repeated message: the first delivery may have got no further than the line above.
        await settlement.Settle(referral, ct);
    }
}
