namespace ClinicNetwork.Insurance.Simulator;

/// <summary>How a simulated payer behaves.</summary>
public sealed record SimulatedPayer
{
    /// <summary>Visits approved at most; null: all that are asked for; 0: none.</summary>
    public int? ApproveUpTo { get; init; }
    /// <summary>Seconds until the final answer (pended meanwhile); null: at once.</summary>
    public int? PendSeconds { get; init; }
    /// <summary>Sends its final answer twice, as payers do.</summary>
    public bool AnswersTwice { get; init; }
}

/// <summary>Which payers are simulated, and how.</summary>
public interface ISimulatedPayers
{
    /// <summary>Null for a payer that is not simulated.</summary>
    ValueTask<SimulatedPayer?> Find(string payer, CancellationToken ct);
}

/// <summary>As configured: <c>PayerSimulator:{payer}</c> with <c>ApproveUpTo</c>, <c>PendSeconds</c>, <c>AnswersTwice</c>; a payer without any of them has <c>Simulated=true</c>.</summary>
public sealed class ConfiguredPayers(IConfiguration configuration) : ISimulatedPayers
{
    public ValueTask<SimulatedPayer?> Find(string payer, CancellationToken ct) =>
        new(configuration.GetSection($"PayerSimulator:{payer}") is var section && section.Exists() ? section.Get<SimulatedPayer>() ?? new() : null);
}
