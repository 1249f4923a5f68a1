using ClinicNetwork.Hosting;

namespace ClinicNetwork.Insurance.Cases;

/// <summary>
/// What time does to a coverage case: a payer that has not answered is asked again, and units that were left half way, by a crash
/// or an engine that was away, are settled.
/// </summary>
public sealed class DueCases(DocumentStore<CoverageCase, CoverageCaseFact> cases, Settlement settlement, TimeProvider clock) : ISweep
{
    public IDocuments Documents => cases.Documents;

    public async Task Move(string id, CancellationToken ct)
    {
        await AskPayerAgain(id, ct);
        if ((await cases.Find(id, ct))?.State.SettleBy <= clock.GetUtcNow()) await settlement.Settle(id, ct);
    }

    Task AskPayerAgain(string id, CancellationToken ct) => cases.Handle(id, Cause.Own(Actor.Timer), new TimePassed(), cases.Rules.Time, ct);
}
