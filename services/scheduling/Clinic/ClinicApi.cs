using ClinicNetwork.Hosting;

namespace ClinicNetwork.Scheduling.Clinic;

/// <summary>What an administrator sees of a piece of policy data.</summary>
public sealed record PolicyReply<T>(string Id, long Version, DateTimeOffset ChangedAt, string ChangedBy, string? Reason, T Body)
{
    public static PolicyReply<T> Of(Versioned<T> policy) => new(policy.Id, policy.Version, policy.At, policy.Actor.Id, policy.Reason, policy.Body);
}

/// <summary>One kind of policy data at the API.</summary>
/// <param name="Chain">The chain whose rule it is.</param>
/// <param name="Wrong">What is wrong with a new body, each with its field.</param>
/// <param name="Put">Puts it into force everywhere.</param>
sealed record PolicyKind<T>(
    string Name, Func<NetworkView, IReadOnlyDictionary<string, Versioned<T>>> InForce, Func<string, T, string> Chain, Func<T, NetworkView, IEnumerable<string>> Wrong,
    Func<IServiceProvider, string, T, PolicyChange, CancellationToken, Task<Versioned<T>>> Put) where T : class;

/// <summary>
/// Chains, locations and therapists: operators write whole bodies (<c>?reason=</c> says why, <c>If-Match</c> names the version
/// that was read), each those of their own chains; coordinators and auditors read them. A change is answered when it holds everywhere.
/// </summary>
public static class ClinicApi
{
    public static void MapClinic(this WebApplication app)
    {
        Map(app, new PolicyKind<Chain>("chains", v => v.Chains, (id, _) => id, (body, _) => NetworkRules.Problems(body),
            (services, id, body, change, ct) => services.GetRequiredService<Policies<Chain>>().Put(id, body, change, ct)));
        Map(app, new PolicyKind<Location>("locations", v => v.Locations, (_, body) => body.Chain, NetworkRules.Problems,
            (services, id, body, change, ct) => services.GetRequiredService<Policies<Location>>().Put(id, body, change, ct)));
        Map(app, new PolicyKind<Therapist>("therapists", v => v.Therapists, (_, body) => body.Chain, NetworkRules.Problems,
            (services, id, body, change, ct) => services.GetRequiredService<Rota>().Put(id, body, change, ct)));
    }

    static void Map<T>(WebApplication app, PolicyKind<T> kind) where T : class
    {
        var (read, write) = (AccessPolicies.Roles("operator", "coordinator", "auditor"), AccessPolicies.Roles("operator"));
        app.MapPut($"/api/{kind.Name}/{{id}}", (HttpContext http, string id, CancellationToken ct) => Put(http, kind, id, ct)).RequireAuthorization(write).Says($"Put one of the {kind.Name}; in force from then on.", typeof(T));
        app.MapGet($"/api/{kind.Name}", async (HttpContext http, CurrentNetwork network, CancellationToken ct) =>
            kind.InForce(await network.Current(ct)).Values.Where(p => Caller.Of(http.User).MaySee(kind.Chain(p.Id, p.Body))).OrderBy(p => p.Id, StringComparer.Ordinal).Select(PolicyReply<T>.Of))
            .RequireAuthorization(read).Says($"The {kind.Name} in force.");
        app.MapGet($"/api/{kind.Name}/{{id}}", async (HttpContext http, string id, CurrentNetwork network, CancellationToken ct) =>
            kind.InForce(await network.Current(ct)).GetValueOrDefault(id) is { } found && MaySee(http, kind, found) ? Answer(http, found) : NotFound(http, kind)).RequireAuthorization(read);
        app.MapGet($"/api/{kind.Name}/{{id}}/versions", async (HttpContext http, string id, Policies<T> policies, CancellationToken ct) =>
            await policies.Find(id, ct) is { } found && MaySee(http, kind, found)
                ? Results.Ok(found.Earlier.Append(found).Where(p => MaySee(http, kind, p)).Select(PolicyReply<T>.Of))
                : NotFound(http, kind)).RequireAuthorization(read);
    }

    static async Task<IResult> Put<T>(HttpContext http, PolicyKind<T> kind, string id, CancellationToken ct) where T : class
    {
        var caller = Caller.Of(http.User);
        var body = await JsonBody.Read<T>(http);
        var services = http.RequestServices;
        var known = await services.GetRequiredService<Policies<T>>().Find(id, ct);
        if (!caller.MaySee(kind.Chain(id, body)) || (known is not null && !caller.MaySee(kind.Chain(id, known.Body))))
            return Problems.ToResult(http, new Refusal(RefusalKind.Forbidden, "other-chain", "This belongs to a chain that your account does not cover."));
        var change = PolicyChange.Of(http);
        change.MustHaveSeen(known?.Version ?? 0);
        var wrong = kind.Wrong(body, await services.GetRequiredService<CurrentNetwork>().Current(ct)).ToList();
        if (!IsId(id)) wrong.Insert(0, "id: use 1–64 lower-case letters, digits and hyphens");
        if (wrong.Count > 0) return Problems.ToResult(http, new Refusal(RefusalKind.Unprocessable, "invalid-policy", string.Join("; ", wrong)));
        // A caller who hangs up must not leave a rota between its two steps.
        return Answer(http, await kind.Put(services, id, body, change, CancellationToken.None));
    }

    static bool MaySee<T>(HttpContext http, PolicyKind<T> kind, Versioned<T> policy) where T : class => Caller.Of(http.User).MaySee(kind.Chain(policy.Id, policy.Body));

    static IResult Answer<T>(HttpContext http, Versioned<T> policy)
    {
        http.Response.Headers.ETag = $"\"{policy.Version}\"";
        return Results.Ok(PolicyReply<T>.Of(policy));
    }

    static IResult NotFound<T>(HttpContext http, PolicyKind<T> kind) where T : class =>
        Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", $"There is no {kind.Name[..^1]} with this id."));

    static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
