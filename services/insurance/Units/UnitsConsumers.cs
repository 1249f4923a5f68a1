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
    public Task Consume(ConsumeContext<UnitsRequested> context)
    {
        var m = context.Message;
        IReadOnlyList<WantedVisit> visits = [.. m.Visits.Select(v => new WantedVisit(v.Visit, v.Date))];
        return Handle(context, m.ReferralId, (state, at) => UnitsDecider.Reserve(state, m.ReferralId, m.Chain, m.Attempt, visits, at));
    }

    public Task Consume(ConsumeContext<UnitsReleaseRequested> context)
    {
        var m = context.Message;
        return Handle(context, m.ReferralId, (state, at) => UnitsDecider.Release(state, m.ReferralId, m.Attempt, at));
    }

    public Task Consume(ConsumeContext<VisitCompleted> context)
    {
        var m = context.Message;
        return Handle(context, m.ReferralId, (state, at) => UnitsDecider.Use(state, m.Attempt, m.Visit, m.Date, at));
    }

    public Task Consume(ConsumeContext<VisitMissed> context)
    {
        var m = context.Message;
        return Handle(context, m.ReferralId, (state, at) => UnitsDecider.Miss(state, m.Attempt, m.Visit, at));
    }

    async Task Handle<T>(ConsumeContext<T> context, string referral, Func<Authorization, DateTimeOffset, Decision<AuthorizationFact>> decide) where T : class
    {
        await store.Handle(referral, context.Cause(), state => decide(state, clock.GetUtcNow()), context.CancellationToken);
        // Also after a repeated message: the first delivery may have got no further than the line above.
        await settlement.Settle(referral, context.CancellationToken);
    }
}
