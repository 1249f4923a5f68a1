using ClinicNetwork.Hosting;
using MongoDB.Driver;

namespace ClinicNetwork.Referral;

/// <summary>A partner hospital as the network knows it. Its keys are the gateway's business.</summary>
public sealed record Partner
{
    public const string Collection = "partners";
    /// <summary>The client id of its tokens.</summary>
    public string Id { get; init; } = "";
    public long Version { get; init; }
    public required string Name { get; init; }
    /// <summary>The clinic chain that its referrals go to.</summary>
    public required string Chain { get; init; }
    /// <summary>Identifier systems (URIs) of its order numbers; nobody else may use them.</summary>
    public required IReadOnlyList<string> IdentifierSystems { get; init; }

    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Name)) yield return "name: give the partner's name.";
        if (string.IsNullOrWhiteSpace(Chain)) yield return "chain: name the chain that its referrals go to.";
        if (IdentifierSystems.Count == 0) yield return "identifierSystems: register at least one system of its order numbers.";
        foreach (var system in IdentifierSystems.Where(s => !Uri.IsWellFormedUriString(s, UriKind.Absolute)))
            yield return $"identifierSystems: '{system}' is not an absolute URI.";
    }
}

/// <summary>Partners and screening rules: read on every order, so kept in memory and looked up again every few seconds.</summary>
public sealed class Policy(IMongoDatabase database, TimeProvider clock)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    readonly IMongoCollection<Partner> partners = database.GetCollection<Partner>(Partner.Collection);
    readonly IMongoCollection<ScreeningRules> rules = database.GetCollection<ScreeningRules>(ScreeningRules.Collection);
    volatile Snapshot? snapshot;

    sealed record Snapshot(IReadOnlyDictionary<string, Partner> Partners, ScreeningRules? Rules, DateTimeOffset At);

    /// <exception cref="RefusalException">The partner is not registered.</exception>
    public async Task<Partner> FindPartner(string id, CancellationToken ct) =>
        (await Current(ct)).Partners.GetValueOrDefault(id)
        ?? throw new RefusalException(new Refusal(RefusalKind.Forbidden, "unknown-partner", "This partner is not registered for referrals: ask the network's operator."));

    /// <exception cref="InvalidOperationException">No rules are loaded; the service is not ready then.</exception>
    public async Task<ScreeningRules> Rules(CancellationToken ct) =>
        (await Current(ct)).Rules ?? throw new InvalidOperationException("No screening rules are loaded: PUT /api/screening-rules/screening.");

    public async Task<IReadOnlyCollection<Partner>> AllPartners(CancellationToken ct) => [.. (await Current(ct)).Partners.Values];

    async Task<Snapshot> Current(CancellationToken ct)
    {
        if (snapshot is { } known && clock.GetUtcNow() - known.At < Fresh) return known;
        var all = await partners.Find(FilterDefinition<Partner>.Empty).ToListAsync(ct);
        var current = await rules.Find(r => r.Id == "screening").FirstOrDefaultAsync(ct);
        return snapshot = new(all.ToDictionary(p => p.Id), current, clock.GetUtcNow());
    }

    public async Task<Partner> Save(Partner partner, CancellationToken ct)
    {
        var known = await partners.Find(p => p.Id == partner.Id).FirstOrDefaultAsync(ct);
        var next = partner with { Version = known?.Version ?? 0 };
        if (known is not null && Same(known, next)) return known;
        next = next with { Version = next.Version + 1 };
        await partners.ReplaceOneAsync(p => p.Id == next.Id, next, new ReplaceOptions { IsUpsert = true }, ct);
        snapshot = null;
        return next;
    }

    public async Task<ScreeningRules> Save(ScreeningRules changed, CancellationToken ct)
    {
        var known = await rules.Find(r => r.Id == changed.Id).FirstOrDefaultAsync(ct);
        var next = changed with { Version = known?.Version ?? 0 };
        if (known is not null && Same(known, next)) return known;
        next = next with { Version = next.Version + 1 };
        await rules.ReplaceOneAsync(r => r.Id == next.Id, next, new ReplaceOptions { IsUpsert = true }, ct);
        snapshot = null;
        return next;
    }

    static bool Same<T>(T a, T b) => System.Text.Json.JsonSerializer.Serialize(a) == System.Text.Json.JsonSerializer.Serialize(b);
}

public static class PolicyEndpoints
{
    public static void MapPolicy(this WebApplication app)
    {
        var read = AccessPolicies.Roles("operator", "coordinator", "auditor");
        var write = AccessPolicies.Roles("operator");
        app.MapGet("/api/partners", (Policy policy, CancellationToken ct) => policy.AllPartners(ct)).RequireAuthorization(read);
        app.MapPut("/api/partners/{id}", async (string id, Partner partner, Policy policy, HttpContext http, CancellationToken ct) =>
            Invalid(http, partner.Problems()) ?? Results.Ok(await policy.Save(partner with { Id = id }, ct))).RequireAuthorization(write);
        app.MapGet("/api/screening-rules/screening", (Policy policy, CancellationToken ct) => policy.Rules(ct)).RequireAuthorization(read);
        app.MapPut("/api/screening-rules/screening", async (ScreeningRules rules, Policy policy, HttpContext http, CancellationToken ct) =>
            Invalid(http, rules.Problems()) ?? Results.Ok(await policy.Save(rules with { Id = "screening" }, ct))).RequireAuthorization(write);
    }

    static IResult? Invalid(HttpContext http, IEnumerable<string> problems) =>
        problems.Select(p => new Refusal(RefusalKind.Unprocessable, "invalid-policy", p)).ToList() is { Count: > 0 } refusals
            ? Problems.ToResult(http, refusals[0] with { Text = string.Join(" ", refusals.Select(r => r.Text)) })
            : null;
}
