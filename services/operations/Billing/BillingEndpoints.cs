using ClinicNetwork.Operations.Desk;
using ClinicNetwork.Operations.Pages.Billing;
using ClinicNetwork.Operations.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ClinicNetwork.Operations.Billing;

/// <summary>A coverage case as insurance lists it.</summary>
public sealed record CaseRow(string ReferralId, string Chain, DateTimeOffset? At, string? Outcome, string? Reason, int? RequestedVisits, int? CoveredVisits, DateOnly? CoveredUntil, UnitCounts Units, Authorization? Authorization);

public sealed record UnitCounts(int Authorized, int Used, int Reserved, int Left);

/// <param name="Overdue">Asked so often that a person should telephone.</param>
public sealed record Authorization(string PayerName, string Status, string? Number, int AskedVisits, int? AuthorizedVisits, DateTimeOffset SubmittedAt, int Asks, DateTimeOffset? AskAgainAt, bool Overdue);

/// <summary>Billing's home: what payers take their time over, what they refused, and units that end unused.</summary>
public static class BillingEndpoints
{
    /// <summary>Rows of each list.</summary>
    public const int Rows = 50;

    public static void MapBilling(this WebApplication app) => app.MapGet("/billing", async (HttpContext http, OnBehalf insurance, CancellationToken ct) =>
    {
        Task<Answer> Ask(string query) => insurance.Get(http.User, "insurance", $"/api/coverages{query}", ct);
        var (pended, changed, risk) = (Ask($"?pended=true&limit={Rows}"), Ask($"?limit={Rows}"), Ask("/at-risk"));
        return new RazorComponentResult<BillingPage>(new
        {
            Person = http.User, Pended = (await pended).As<IReadOnlyList<CaseRow>>(), Risk = (await risk).As<IReadOnlyList<CaseRow>>() ?? [], (await pended).Refusal,
            Refused = ((await changed).As<IReadOnlyList<CaseRow>>() ?? []).Where(c => c.Authorization?.Status is "denied" or "partial" or "modified").ToList(),
        });
    }).RequireAuthorization(Session.For("billing", "auditor"));
}
