using ClinicNetwork.Operations.Figures;
using MongoDB.Bson.Serialization.Attributes;

namespace ClinicNetwork.Operations.Referrals;

/// <summary>All that the overview counts referrals by.</summary>
public sealed record Standing(string Chain, string BusinessStatus, string Status, string? StatusReason, string? Location)
{
    [BsonIgnore]
    public bool OnHold => Status == "on-hold";
}

/// <summary>How many referrals stand alike, and their booked visits.</summary>
public sealed record GroupCount(Standing Standing, int Count, int Visits);

/// <summary>What of a row is counted.</summary>
/// <param name="Tally">By which version of the tally.</param>
public sealed record Counted(long Tally, Standing Standing, int Visits)
{
    /// <summary>By which cut its moments stand in the books; null where none do.</summary>
    public Cut? Cut { get; init; }
    public IReadOnlyList<string>? Moments { get; init; }
}

/// <summary>A row that has changed since it was counted.</summary>
/// <param name="Uncounted">Another one with each change.</param>
/// <param name="Counted">Null when it has never been counted.</param>
public sealed record UncountedRow(
    [property: BsonId] string Id, string Chain, string BusinessStatus, string Status, string? StatusReason, string? Location, int Visits, Guid Uncounted, Counted? Counted)
{
    /// <summary>The field by which these rows are found.</summary>
    public const string Mark = "uncounted";

    public string Partner { get; init; } = "";
    public string? Payer { get; init; }
    /// <summary>Null in rows of earlier versions.</summary>
    public IReadOnlyList<string>? Moments { get; init; }

    [BsonIgnore]
    public Cut Cut => new(Chain, Partner, Location, Payer);

    [BsonIgnore]
    public Standing Standing => new(Chain, BusinessStatus, Status, StatusReason, Location);
}
