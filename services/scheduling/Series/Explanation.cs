namespace ClinicNetwork.Scheduling.Booking;

/// <summary>Why a series lies where it lies, in words and figures; bounded, and without a patient's name or address.</summary>
public sealed record Explanation
{
    /// <summary>Which versions of the policy data were used, e.g. <c>chain bay-state-therapy v3</c>.</summary>
    public required IReadOnlyList<string> Policy { get; init; }
    /// <summary>The decision in one or two sentences.</summary>
    public required string Text { get; init; }
    /// <summary>The best candidates in their order, the first one chosen; at most <see cref="Longest"/>.</summary>
    public IReadOnlyList<Considered> Considered { get; init; } = [];
    /// <summary>Therapists who may not or cannot treat, with every requirement that fails; at most <see cref="MostRefused"/>.</summary>
    public IReadOnlyList<Refused> Refused { get; init; } = [];

    public const int Longest = 8;
    public const int MostRefused = 40;
}

/// <summary>A whole series that would have fitted.</summary>
public sealed record Considered
{
    public required string Therapist { get; init; }
    public required string Location { get; init; }
    public required DateOnly First { get; init; }
    public required DateOnly Last { get; init; }
    public required TimeOnly Time { get; init; }
    public required int Visits { get; init; }
    /// <summary>Distance from the patient in whole kilometres; null when unknown.</summary>
    public int? Km { get; init; }
    /// <summary>What it costs by the chain's weights; the fewest win among equals.</summary>
    public double? Points { get; init; }
}

/// <summary>A therapist not considered.</summary>
public sealed record Refused
{
    public required string Therapist { get; init; }
    public required IReadOnlyList<string> Requirements { get; init; }
}
