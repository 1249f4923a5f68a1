using System.Globalization;

namespace ClinicNetwork.Referrals;

/// <summary>Ids of reports: the last one has its referral's, an interim one its number behind it, <c>{referral}-1</c>.</summary>
static class ReportIds
{
    public static string Of(string referral, int? number) => number is null ? referral : FormattableString.Invariant($"{referral}-{number}");

    /// <returns>The number of an interim report; null: the last one.</returns>
    public static (string Referral, int? Number) Parse(string id) =>
        id.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash && int.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (id[..dash], number) : (id, null);

    /// <summary>The report as it lies with the words; null when there is none.</summary>
    public static string? Report(this Hosting.Document<Referral, ReferralFact> document, int? number) => document.Words(number is { } interim ? Words.InterimReport(interim) : Words.Report);
}
