using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Insurance.Simulator;

/// <summary>
/// Stands in for payers: answers at once, late (by its document's due time) or twice. A payer that is not simulated is never
/// answered for; its request waits and reaches the billing worklist.
/// </summary>
public sealed class PayerSimulator(DocumentStore<SimulatedRequest, SimulatedFact> store, ISimulatedPayers payers) : IHandles<AuthorizationSubmitted>
{
    public async Task Handle(AuthorizationSubmitted m, Cause cause, CancellationToken ct)
    {
        if (await payers.Find(m.Payer, ct) is not { } behaviour) return;
        await store.Handle(m.ReferralId, cause, new AskPayer(m.ReferralId, m.Payer, m.Visits, behaviour), SimulatedRequest.Decide, begins: true, ct);
    }
}

public static class PayerSimulatorSetup
{
    /// <summary>What decides, stores and tells: everything but the bus.</summary>
    public static void AddPayerSimulator(this IServiceCollection services)
    {
        services.AddSingleton<ConfiguredPayers>();
        services.AddSingleton<ISimulatedPayers, PayersByRule>();
        services.AddAggregate(SimulatedRequest.Rules);
        services.AddHandler<AuthorizationSubmitted, PayerSimulator>();
    }
}
