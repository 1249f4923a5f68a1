using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Payers;

namespace ClinicNetwork.Insurance.Simulator;

/// <summary>As configured, else as the payer's rule hints, for as long as the simulator lives in this process.</summary>
public sealed class PayersByRule(ConfiguredPayers configured, Policies<PayerRule> rules) : ISimulatedPayers
{
    public async ValueTask<SimulatedPayer?> Find(string payer, CancellationToken ct) =>
        await configured.Find(payer, ct) is { } known ? known
        : (await rules.Current(ct)).Find(payer)?.Body.Simulator is { } hint
            ? new() { ApproveUpTo = hint.ApproveUpTo, PendSeconds = hint.PendSeconds, AnswersTwice = hint.AnswersTwice }
        : null;
}
