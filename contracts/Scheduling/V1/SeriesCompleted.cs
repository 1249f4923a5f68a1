namespace ClinicNetwork.Contracts.Scheduling.V1;

/// <summary>Every visit of the series has its outcome. Told again to whoever asks for the series.</summary>
public sealed record SeriesCompleted : IEvent
{
    public required string ReferralId { get; init; }
    public required long Version { get; init; }
    public required int Attempt { get; init; }
    /// <summary>In order.</summary>
    public required IReadOnlyList<VisitResult> Visits { get; init; }
}

/// <summary>What became of one visit.</summary>
public sealed record VisitResult
{
    public required int Visit { get; init; }
    public required DateOnly Date { get; init; }
    /// <summary>completed or missed.</summary>
    public required string Outcome { get; init; }
}
