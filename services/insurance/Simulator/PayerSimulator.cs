using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Payers;
using MassTransit;

namespace ClinicNetwork.Insurance.Simulator;

/// <summary>
/// Stands in for the payers whose rule says how: answers at once, late (by its document's due time) or twice. A payer
/// whose rule names no behaviour is never answered for; its request waits and reaches the billing worklist.
/// </summary>
public sealed class PayerSimulator(DocumentStore<SimulatedRequest, SimulatedFact> store, PayerRules rules, TimeProvider clock) : IConsumer<AuthorizationSubmitted>
{
    public Task Consume(ConsumeContext<AuthorizationSubmitted> context) => Handle(context.Message, context.Cause(), context.CancellationToken);

    public async Task Handle(AuthorizationSubmitted m, Cause cause, CancellationToken ct)
    {
        if ((await rules.Current(ct)).ById(m.Payer)?.Rule.Simulator is not { } behaviour) return;
        await store.Handle(m.ReferralId, cause, state => SimulatedRequest.Ask(state, m.ReferralId, m.Payer, m.Visits, behaviour, clock.GetUtcNow()), begins: true, ct);
    }
}
