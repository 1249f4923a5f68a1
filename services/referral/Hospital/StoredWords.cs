using System.Text.Encodings.Web;
using System.Text.Json;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>Reads what a referral's document keeps as words; it has to be loaded with <see cref="Part.Personal"/>.</summary>
static class StoredWords
{
    /// <summary>The order as it was received.</summary>
    public static Order Order(this Document<Referral, ReferralFact> document) => OrderJson.Read(document.Words(Words.Order)!);

    /// <summary>The ServiceRequest as the hospital said it at some time.</summary>
    /// <param name="then">The document's state at that time: a correction after it is not in it.</param>
    public static string Said(this Document<Referral, ReferralFact> document, Referral then) =>
        document.Words(Words.Before(then.Corrections.Count + 1)) ?? document.Words(Words.ServiceRequest)!;

    /// <summary>Why it was rejected or cancelled: what a person wrote, else the reason's own words; null while it is neither.</summary>
    public static string? EndText(this Document<Referral, ReferralFact> document) => document.EndText(document.State);

    /// <inheritdoc cref="EndText(Document{Referral, ReferralFact})"/>
    /// <param name="state">The document's state at some time.</param>
    public static string? EndText(this Document<Referral, ReferralFact> document, Referral state) =>
        state.EndReason is not { } reason ? null
        : state.BusinessStatus == BusinessStatus.Rejected ? document.Words(Words.Rejection) ?? reason.Words()
        : reason.Words();

    /// <summary>Why a coordinator moved what lay ahead; null when nobody has.</summary>
    /// <param name="state">The document's state at some time.</param>
    public static string? TransferText(this Document<Referral, ReferralFact> document, Referral state) =>
        state.Chosen is { } chosen ? document.Words(Words.Transfer(chosen.LeftAttempt)) : null;
}

/// <summary>The order as JSON, as it lies with the words.</summary>
static class OrderJson
{
    /// <summary>No web page: escaping what one could mistake would make six characters of one.</summary>
    static readonly JsonSerializerOptions Plain = new(JsonSerializerOptions.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(this Order order) => JsonSerializer.Serialize(order, Plain);

    public static Order Read(string json) => JsonSerializer.Deserialize<Order>(json, JsonSerializerOptions.Web)!;
}
