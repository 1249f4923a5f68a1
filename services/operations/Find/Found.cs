using ClinicNetwork.Operations.Desk;

namespace ClinicNetwork.Operations.Find;

/// <summary>What somebody looks for: typed into one field, and beside it what they know of a patient.</summary>
public sealed record Sought(string Text = "", string Family = "", string Given = "", string BirthDate = "")
{
    public static Sought Of(IFormCollection form) => new(form["q"].ToString().Trim(), form["family"].ToString().Trim(), form["given"].ToString().Trim(), form["born"].ToString().Trim());

    public bool IsEmpty => this is { Text: "", Family: "" };
}

/// <summary>A referral that its owner has found.</summary>
public sealed record FoundReferral(string ReferralId, string Chain, string Partner, Number? Placer, string BusinessStatus, string TaskStatus, DateTimeOffset ReceivedAt, string? Location);

/// <summary>A place or person whose referrals can be opened.</summary>
public sealed record FoundPlace(string Title, string Address);

/// <param name="Refusal">Why nothing was looked for; null when it was.</param>
public sealed record Found(IReadOnlyList<FoundReferral> Referrals, IReadOnlyList<FoundPlace> Places, string? Refusal = null);
