using System.Text.Json;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Referrals;

/// <summary>The registry over HTTP: read by the network's people, changed by operators of all chains; by services internally.</summary>
public static class RegistryApi
{
    public static void MapRegistry(this WebApplication app)
    {
        var (read, write) = (AccessPolicies.Roles("operator", "coordinator", "auditor"), AccessPolicies.Roles("operator"));
        app.MapGet("/api/partners", async (Policies<Partner> partners, CancellationToken ct) => (await partners.Read(ct)).ById.Values.Select(View)).RequireAuthorization(read).Says("The partner hospitals.");
        app.MapGet("/api/partners/{id}", async (string id, HttpContext http, Policies<Partner> partners, CancellationToken ct) =>
            await partners.Find(id, ct) is { } found ? Results.Ok(View(found)) : NotFound(http)).RequireAuthorization(read).Says("A partner hospital.");
        app.MapGet("/api/partners/{id}/versions", async (string id, HttpContext http, Policies<Partner> partners, CancellationToken ct) =>
            await partners.Versions(id, ct) is { } all ? Results.Ok(all.Select(View)) : NotFound(http)).RequireAuthorization(read).Says("All versions of a partner hospital.");
        app.MapPut("/api/partners/{id}", PutPartner).RequireAuthorization(write).Says("Register a partner hospital, or change it.");
        app.MapGet("/api/screening-rules/screening", async (HttpContext http, Policies<ScreeningRules> rules, CancellationToken ct) =>
            await rules.Find(ScreeningRules.Id, ct) is { } found ? Results.Ok(View(found)) : NotFound(http)).RequireAuthorization(AccessPolicies.Roles("operator", "coordinator", "referrer", "auditor")).Says("What is taken without a person.");
        app.MapGet("/api/screening-rules/screening/versions", async (HttpContext http, Policies<ScreeningRules> rules, CancellationToken ct) =>
            await rules.Versions(ScreeningRules.Id, ct) is { } all ? Results.Ok(all.Select(View)) : NotFound(http)).RequireAuthorization(read).Says("All versions of what is taken without a person.");
        app.MapPut("/api/screening-rules/screening", PutRules).RequireAuthorization(write).Says("Change what is taken without a person.");

        app.MapGet("/internal/partners", async (Policies<Partner> partners, CancellationToken ct) => (await partners.Current(ct)).ById.Values.Select(p => new
        {
            p.Id, p.Body.Name, p.Body.Chain, p.Body.IdentifierSystems, keys = Json(p.Body.Keys), p.Body.Scopes, p.Body.Suspended, p.Version,
        })).RequireAuthorization(AccessPolicies.Service);
        app.MapGet("/internal/partners/names", async (Policies<Partner> partners, CancellationToken ct) =>
            (await partners.Current(ct)).ById.Values.ToDictionary(p => p.Id, p => p.Body.Name)).RequireAuthorization(AccessPolicies.Service);
    }

    static async Task<IResult> PutPartner(string id, HttpContext http, Policies<Partner> partners, CancellationToken ct)
    {
        var body = await JsonBody.Read<PartnerBody>(http);
        return await Put(id, http, partners, body.Problems(), body.ToPartner, View, ct);
    }

    static async Task<IResult> PutRules(HttpContext http, Policies<ScreeningRules> rules, CancellationToken ct)
    {
        var body = await JsonBody.Read<ScreeningRules>(http);
        return await Put(ScreeningRules.Id, http, rules, body.Problems(), () => body, View, ct);
    }

    /// <summary>Answers once every instance has seen the change; the same content again changes nothing.</summary>
    static async Task<IResult> Put<T>(string id, HttpContext http, Policies<T> policies, IEnumerable<(string Field, string Problem)> problems, Func<T> body,
        Func<Versioned<T>, object> view, CancellationToken ct)
    {
        var change = PolicyChange.NetworkWide(http);
        return problems.ToList() is { Count: > 0 } wrong
            ? Refuse(http, RefusalKind.Unprocessable, "invalid-policy", string.Join(" ", wrong.Select(w => $"{w.Field}: {w.Problem}")), wrong[0].Field)
            : Results.Ok(view(await policies.Put(id, body(), change, ct)));
    }

    static object View(Versioned<Partner> p) => new
    {
        p.Id, p.Version, p.Body.Name, p.Body.Chain, p.Body.OtherChains, p.Body.IdentifierSystems, keys = Json(p.Body.Keys), p.Body.Scopes, p.Body.Suspended, p.Body.NotificationEndpoints, p.At, p.Actor, p.Reason,
    };

    static object View(Versioned<ScreeningRules> r) => new { r.Id, r.Version, r.Body.Accepted, r.Body.Review, r.At, r.Actor, r.Reason };

    static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);

    static IResult NotFound(HttpContext http) => Refuse(http, RefusalKind.NotFound, "not-found", "There is nothing under this id.");

    static IResult Refuse(HttpContext http, RefusalKind kind, string code, string text, string? field = null) => Problems.ToResult(http, new Refusal(kind, code, text, field));
}
