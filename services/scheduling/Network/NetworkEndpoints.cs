using ClinicNetwork.Hosting;

namespace ClinicNetwork.Scheduling.Network;

/// <summary>What an administrator sees of a policy document.</summary>
public sealed record PolicyReply<T>(string Id, long Version, DateTimeOffset ChangedAt, string ChangedBy, T Body);

/// <summary>Chains, locations and therapists: operators write whole documents, coordinators and auditors read them.</summary>
public static class NetworkEndpoints
{
    public static void MapNetwork(this WebApplication app)
    {
        Map<Chain>(app, "chains", c => c.Chains, v => v.Chains, (id, _) => id, (body, _) => NetworkRules.Problems(body));
        Map(app, "locations", c => c.Locations, v => v.Locations, (_, body) => body.Chain, NetworkRules.Problems);
        Map(app, "therapists", c => c.Therapists, v => v.Therapists, (_, body) => body.Chain, NetworkRules.Problems);
    }

    static void Map<T>(
        WebApplication app, string kind, Func<NetworkCache, PolicyCollection<T>> collection,
        Func<NetworkView, IReadOnlyDictionary<string, Policy<T>>> policies, Func<string, T, string> chain,
        Func<T, NetworkView, IEnumerable<string>> problems)
    {
        app.MapPut($"/api/{kind}/{{id}}", async (HttpContext http, string id, T body, NetworkCache cache, CancellationToken ct) =>
        {
            var caller = Caller.Of(http.User);
            var view = await cache.Reload(ct);
            var moved = policies(view).TryGetValue(id, out var known) && !caller.MaySee(chain(id, known.Body));
            if (moved || !caller.MaySee(chain(id, body)))
                return Problems.ToResult(http, new Refusal(RefusalKind.Forbidden, "other-chain", "This belongs to a chain that your account does not cover."));
            var wrong = problems(body, view).ToList();
            if (!IsId(id)) wrong.Insert(0, "id: use 1–64 lower-case letters, digits and hyphens");
            if (wrong.Count > 0)
                return Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "invalid-policy", string.Join("; ", wrong)));
            var stored = await collection(cache).Put(id, body, caller.Id, ct);
            await cache.Reload(ct);
            return Results.Ok(Reply(stored));
        }).RequireAuthorization(AccessPolicies.Roles("operator"));

        app.MapGet($"/api/{kind}", async (HttpContext http, NetworkCache cache, CancellationToken ct) =>
            policies(await cache.Current(ct)).Values.Where(p => Caller.Of(http.User).MaySee(chain(p.Id, p.Body))).Select(Reply))
            .RequireAuthorization(AccessPolicies.Roles("operator", "coordinator", "auditor"));

        app.MapGet($"/api/{kind}/{{id}}", async (HttpContext http, string id, NetworkCache cache, CancellationToken ct) =>
            policies(await cache.Current(ct)).TryGetValue(id, out var policy) && Caller.Of(http.User).MaySee(chain(id, policy.Body))
                ? Results.Ok(Reply(policy))
                : Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", $"There is no {kind[..^1]} with this id.")))
            .RequireAuthorization(AccessPolicies.Roles("operator", "coordinator", "auditor"));
    }

    static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    static PolicyReply<T> Reply<T>(Policy<T> policy) => new(policy.Id, policy.Version, policy.At, policy.By, policy.Body);
}
