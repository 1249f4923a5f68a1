using ClinicNetwork.Hosting;

namespace ClinicNetwork.Insurance.Payers;

/// <summary>Payer rules for people: operators of the whole network write them, who works with coverage reads them.</summary>
public static class PayerRulesApi
{
    public static void MapPayerRules(this WebApplication app)
    {
        var rules = app.MapGroup("/api/payer-rules");
        var readers = AccessPolicies.Roles("operator", "billing", "coordinator", "auditor");
        rules.MapGet("", async (Policies<PayerRule> known, CancellationToken ct) =>
            (await known.Read(ct)).Book().Rules.Select(r => new { r.Id, r.Version, r.Rule })).RequireAuthorization(readers).Says("The payers' rules.");
        rules.MapGet("{id}", Get).RequireAuthorization(readers).Says("A payer's rule.");
        rules.MapGet("{id}/versions", async (string id, HttpContext http, Policies<PayerRule> known, CancellationToken ct) => await known.Versions(id, ct) is { } all ? Results.Ok(all.Select(View)) : NotFound(http)).RequireAuthorization(readers).Says("All versions of a payer's rule.");
        rules.MapPut("{id}", Put).RequireAuthorization(AccessPolicies.Roles("operator")).Says("Put a payer's rule.");
    }

    /// <summary>The rule in force, or as it stood in one of its versions.</summary>
    static async Task<IResult> Get(string id, long? version, HttpContext http, Policies<PayerRule> known, CancellationToken ct)
    {
        var found = await known.Find(id, ct);
        var wanted = version is null || found?.Version == version ? found : found?.Earlier.Find(e => e.Version == version);
        return wanted is null
            ? NotFound(http)
            : Results.Ok(View(wanted));
    }

    static IResult NotFound(HttpContext http) => Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "There is no such payer rule or version of it: list /api/payer-rules."));

    /// <summary>Puts a rule into force; with <c>If-Match: version</c> only in place of that version (0: of none). <c>?reason=</c> says why.</summary>
    static async Task<IResult> Put(string id, HttpContext http, Policies<PayerRule> known, CancellationToken ct)
    {
        var change = PolicyChange.NetworkWide(http);
        var rule = await JsonBody.Read<PayerRule>(http);
        var problems = PayerRuleValidator.Problems(id, rule, (await known.Read(ct)).Book());
        return problems.Count > 0
            ? Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "invalid-rule", string.Join("; ", problems) + ".", problems[0].Split(':')[0]))
            : Results.Ok(View(await known.Put(id, rule, change, ct)));
    }

    static object View(Versioned<PayerRule> rule) => new { rule.Id, rule.Version, rule.At, author = rule.Actor, rule.Reason, rule = rule.Body };
}
