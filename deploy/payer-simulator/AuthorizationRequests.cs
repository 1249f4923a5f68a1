using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Hosting;
using MassTransit;

namespace ClinicNetwork.PayerSimulator;

/// <summary>
/// Requests for authorisation as they reach the payers: answered at once, late (by its document's due time) or twice. A payer
/// of no known behaviour is never answered for; its request waits and reaches the billing worklist.
/// </summary>
public sealed class AuthorizationRequests(DocumentStore<SimulatedRequest, SimulatedFact> store, SimulatedPayers payers, TimeProvider clock) : IConsumer<AuthorizationSubmitted>
{
    public Task Consume(ConsumeContext<AuthorizationSubmitted> context) => Handle(context.Message, context.Cause(), context.CancellationToken);

    public async Task Handle(AuthorizationSubmitted m, Cause cause, CancellationToken ct)
    {
        if (payers.Find(m.Payer) is not { } behaviour) return;
        await store.Handle(m.ReferralId, cause, state => SimulatedRequest.Ask(state, m.ReferralId, m.Payer, m.Visits, behaviour, clock.GetUtcNow()), begins: true, ct);
    }
}
