using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.PayerSimulator;

/// <summary>
/// Requests for authorisation as they reach the payers: answered at once, late (by its document's due time) or twice. A payer
/// of no known behaviour is never answered for; its request waits and reaches the billing worklist.
/// </summary>
public sealed class AuthorizationRequests(DocumentStore<SimulatedRequest, SimulatedFact> store, SimulatedPayers payers) : IHandles<AuthorizationSubmitted>
{
    public async Task Handle(AuthorizationSubmitted message, Cause cause, CancellationToken ct)
    {
        if (payers.Find(message.Payer) is not { } behaviour) return;
        var ask = new AskPayer(message.ReferralId, message.Payer, message.Visits, behaviour, message.Correction);
        await store.Handle(ask.Id, cause, ask, SimulatedRequest.Decide, begins: true, ct);
    }
}
