using ClinicNetwork.Contracts.Referral.V1;
using MongoDB.Bson.Serialization.Attributes;

namespace ClinicNetwork.Operations.Referrals;

/// <summary>The newest that is known of a referral: ids and codes, no patient data.</summary>
/// <param name="Version">Of the referral's own document; a row never goes back to an older one.</param>
/// <param name="BusinessStatus">BSeR code, e.g. <c>5.1.1</c>.</param>
/// <param name="Location">Where its series is held or booked.</param>
/// <param name="Therapist">Who treats.</param>
/// <param name="At">Since when it stands so.</param>
public sealed record ReferralRow(
    [property: BsonId] string Id, long Version, string Chain, string Partner, string Status, string BusinessStatus, string? StatusReason,
    string Priority, string? Location, string? Therapist, int Visits, DateTimeOffset ReceivedAt, DateTimeOffset At)
{
    /// <summary>Id of the payer's rule that decided on coverage.</summary>
    public string? Payer { get; init; }
    /// <summary>What of it is counted in which hour (<see cref="Figures.Moments"/>); null in rows of earlier versions.</summary>
    public IReadOnlyList<string>? Moments { get; init; }

    /// <summary>What it is counted as.</summary>
    [BsonIgnore]
    public Standing Standing => new(Chain, BusinessStatus, Status, StatusReason, Location);

    public static ReferralRow Of(ReferralStatusChanged e) => new(
        e.ReferralId, e.Version, e.Chain, e.Partner, e.Status, e.BusinessStatus, e.StatusReason, e.Priority, e.LocationId, e.TherapistId, e.Visits, e.ReceivedAt, e.At)
    {
        Payer = e.Payer, Moments = Figures.Moments.Of(e),
    };
}
