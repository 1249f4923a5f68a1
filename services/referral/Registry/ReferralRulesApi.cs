using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>Each chain's rules for its referrals: read by its people, changed by its operators.</summary>
public static class ReferralRulesApi
{
    public static void MapReferralRules(this WebApplication app)
    {
        app.MapGet("/api/referral-rules/{chain}", async (string chain, HttpContext http, Policies<ReferralRules> rules, CancellationToken ct) =>
            Caller.Of(http.User).MaySee(chain) ? View(chain, await rules.Find(chain, ct)) : OtherChain(http)).RequireAuthorization(AccessPolicies.Roles("operator", "coordinator", "auditor")).Says("A chain's rules for its referrals.");
        app.MapGet("/api/referral-rules/{chain}/versions", async (string chain, HttpContext http, Policies<ReferralRules> rules, CancellationToken ct) =>
            Caller.Of(http.User).MaySee(chain) ? Results.Ok((await rules.Versions(chain, ct) ?? []).Select(found => Shown(chain, found))) : OtherChain(http)).RequireAuthorization(AccessPolicies.Roles("operator", "coordinator", "auditor")).Says("All versions of a chain's rules.");
        app.MapPut("/api/referral-rules/{chain}", Put).RequireAuthorization(AccessPolicies.Roles("operator")).Says("Change a chain's rules for its referrals.", typeof(ReferralRules));
    }

    static async Task<IResult> Put(string chain, HttpContext http, Policies<ReferralRules> rules, CancellationToken ct)
    {
        var body = await JsonBody.Read<ReferralRules>(http);
        if (!Caller.Of(http.User).MaySee(chain)) return OtherChain(http);
        return body.Problems().ToList() is { Count: > 0 } wrong
            ? Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "invalid-policy", string.Join(" ", wrong.Select(w => $"{w.Field}: {w.Problem}")), wrong[0].Field))
            : View(chain, await rules.Put(chain, body, PolicyChange.Of(http), ct));
    }

    /// <summary>Version 0 stands for the usual ones, where a chain has none of its own.</summary>
    static IResult View(string chain, Versioned<ReferralRules>? found) => Results.Ok(Shown(chain, found));

    static object Shown(string chain, Versioned<ReferralRules>? found) =>
        new { id = chain, version = found?.Version ?? 0, body = found?.Body ?? ReferralRules.Usual, found?.At, found?.Actor, found?.Reason };

    static IResult OtherChain(HttpContext http) =>
        Problems.ToResult(http, new Refusal(RefusalKind.Forbidden, "other-chain", "This belongs to a chain that your account does not cover."));

    /// <summary>What is in force for a chain.</summary>
    public static async ValueTask<ReferralRules> Of(this Policies<ReferralRules> rules, string chain, CancellationToken ct) =>
        (await rules.Current(ct)).Find(chain)?.Body ?? ReferralRules.Usual;
}
