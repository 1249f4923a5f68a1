using ClinicNetwork.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace ClinicNetwork.Insurance.Payers;

/// <summary>Payer rules for people: operators write them, who works with coverage reads them.</summary>
public static class PayerRulesApi
{
    public static void MapPayerRules(this WebApplication app)
    {
        var rules = app.MapGroup("/api/payer-rules");
        var readers = AccessPolicies.Roles("operator", "billing", "coordinator", "auditor");
        rules.MapGet("", async (PayerRules known, CancellationToken ct) =>
            (await known.Reload(ct)).Rules.Select(View)).RequireAuthorization(readers);
        rules.MapGet("{id}", Get).RequireAuthorization(readers);
        rules.MapPut("{id}", Put).RequireAuthorization(AccessPolicies.Roles("operator"));
    }

    static async Task<IResult> Get(string id, int? version, HttpContext http, DocumentStore<RuleDocument, RuleFact> store, CancellationToken ct)
    {
        var document = await store.FindWithHistory(id, ct);
        var enacted = document?.History.LastOrDefault(h => h.Fact is RuleEnacted e && (version is null || e.RuleVersion == version));
        return enacted?.Fact is RuleEnacted rule
            ? Results.Ok(new { id, version = rule.RuleVersion, enacted.At, enacted.By, rule.Rule })
            : Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", "There is no such payer rule or version of it: list /api/payer-rules."));
    }

    static async Task<IResult> Put(string id, HttpContext http, IOptions<JsonOptions> json,
        DocumentStore<RuleDocument, RuleFact> store, PayerRules known, CancellationToken ct)
    {
        // Read here and not bound as a parameter, so that a wrong field is named in the answer.
        var rule = await http.Request.ReadFromJsonAsync<PayerRule>(json.Value.SerializerOptions, ct);
        if (rule is null) return Problems.ToResult(http, new Refusal(RefusalKind.Invalid, "bad-json", "The body must be a payer rule."));
        var problems = PayerRuleValidator.Problems(id, rule, await known.Reload(ct));
        if (problems.Count > 0)
            return Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "invalid-rule", string.Join("; ", problems) + ".", problems[0].Split(':')[0]));

        var handled = await store.Handle(id, Cause.Own(Caller.Of(http.User).Id), state => RuleDocument.Enact(state, rule), ct);
        await known.Reload(ct);
        return Results.Ok(View(new(id, handled.State.RuleVersion, rule)));
    }

    static object View(VersionedRule rule) => new { rule.Id, rule.Version, rule.Rule };
}
