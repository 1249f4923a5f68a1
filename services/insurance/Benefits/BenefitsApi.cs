using ClinicNetwork.Hosting;
using ClinicNetwork.Insurance.Cases;

namespace ClinicNetwork.Insurance.Benefits;

/// <summary>What is left of the benefits that a referral draws on. Other referrals appear as sums only.</summary>
public static class BenefitsApi
{
    public static void MapBenefits(this WebApplication app) =>
        app.MapGet("/api/benefits/{referralId}", Get).RequireAuthorization(AccessPolicies.Roles("billing", "coordinator", "auditor")).Audited("read").Says("What is left of a member's benefit.");

    static async Task<IResult> Get(string referralId, HttpContext http, IClinicDays days,
        DocumentStore<CoverageCase, CoverageCaseFact> cases, DocumentStore<Benefit, BenefitFact> benefits, CancellationToken ct)
    {
        if (await cases.Find(referralId, ct) is not { State: var state } document || !Caller.Of(http.User).MaySee(document.Chain))
            return CoveragesApi.NotFound(http);
        var account = state.Account;
        var keys = state.Units().Select(u => u.Key).Concat(account is null ? [] : [account.KeyOn(days.Today(state.Chain))]).Distinct();
        var views = new List<object>();
        foreach (var key in keys)
            views.Add(View(key, account ?? Account.Unlimited, (await benefits.Find(key, ct))?.State ?? Benefit.Initial, referralId));
        return Results.Ok(new { referralId, benefits = views });
    }

    static object View(string key, Account account, Benefit benefit, string referralId)
    {
        var own = benefit.Units.Where(u => u.Referral == referralId).ToList();
        var left = account.VisitsLeft(benefit.Use);
        return new
        {
            payer = account.Payer,
            perClaim = account.PerClaim,
            year = account.PerClaim ? null : key.Split('|')[^1],
            account.VisitLimit,
            freeVisitLimit = account.FreeLimit,
            fundUsd = account.Fund,
            priceUsd = account.Price,
            visits = benefit.Use.Visits,
            freeVisits = benefit.Use.FreeVisits,
            moneyUsd = benefit.Use.Money,
            visitsLeft = left == int.MaxValue ? (int?)null : left,
            fundLeftUsd = account.Fund - benefit.Use.Money,
            own = own.Select(u => new { u.Attempt, u.Visit, u.State }),
        };
    }
}
