using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClinicNetwork.Hosting;

/// <summary>Who may call: partner systems, people and the network's own services, each with its own issuer and keys.</summary>
public sealed record IdentityOptions
{
    /// <summary>The audience that every token must name.</summary>
    public string Audience { get; init; } = "clinic-network";
    /// <summary>Issuers by kind: <c>partner</c> (the gateway), <c>person</c> (the operator's provider), <c>service</c>.</summary>
    public Dictionary<string, TrustedIssuer> Issuers { get; init; } = [];
    /// <summary>File with this service's private JWK, which signs its calls to other services; empty where it makes none.</summary>
    public string ServiceKey { get; init; } = "";
}

/// <summary>An issuer and the file that holds its public keys (a JWK set).</summary>
/// <param name="Development">True for the local stack's own sign-in; such an issuer is refused in Production.</param>
public sealed record TrustedIssuer(string Issuer, string Keys, bool Development = false);

/// <summary>The caller of a request, from a verified token.</summary>
/// <param name="Kind">partner, person or service.</param>
/// <param name="Id">A partner's client id; a person's subject, whichever application they use; a service's name.</param>
/// <param name="Chains">Chains that a person may see; <c>*</c> for all.</param>
/// <param name="Partner">The partner hospital that a person belongs to; null for the chains' own people.</param>
public sealed record Caller(
    string Kind, string Id, IReadOnlyList<string> Chains, IReadOnlyList<string> Roles, IReadOnlyList<string> Scopes, string? Partner = null)
{
    public static Caller Of(ClaimsPrincipal user)
    {
        var kind = user.FindFirstValue("kind") ?? "none";
        var id = user.FindFirstValue(kind == "partner" ? "client_id" : "sub") ?? user.FindFirstValue("sub") ?? "anonymous";
        return new(kind, id,
            [.. user.FindAll("chain").Select(c => c.Value)],
            [.. user.FindAll("role").Select(c => c.Value)],
            [.. user.FindAll("scope").SelectMany(c => c.Value.Split(' '))],
            kind == "partner" ? id : user.FindFirstValue("partner"));
    }

    /// <summary>The caller as the one who acts.</summary>
    public Actor Actor => new(Kind, Id, Kind == "person" && Roles.Count > 0 ? string.Join(' ', Roles) : null, Kind == "person" ? Partner ?? string.Join(' ', Chains) : null);

    /// <summary>True for who may change what holds for the whole network: all chains are theirs.</summary>
    public bool IsNetworkWide => Kind == "person" && Chains.Contains("*");

    /// <summary>True for a service, and for a person whose token names the chain.</summary>
    public bool MaySee(string chain) => Kind == "service" || (Kind == "person" && (Chains.Contains(chain) || Chains.Contains("*")));
}

public static class Identity
{
    /// <summary>Verifies bearer tokens of all trusted issuers; an endpoint that names no policy is closed to everybody.</summary>
    /// <exception cref="InvalidOperationException">A development issuer is configured in Production.</exception>
    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("Identity").Get<IdentityOptions>() ?? new();
        if (builder.Environment.IsProduction() && options.Issuers.FirstOrDefault(i => i.Value.Development) is { Value: not null } issuer)
            throw new InvalidOperationException(
                $"Identity:Issuers:{issuer.Key} is the development sign-in, which must not run in Production: configure the operator's provider instead.");

        var issuers = options.Issuers.ToDictionary(i => i.Value.Issuer, i => (Kind: i.Key, Keys: new Lazy<JsonWebKeySet>(() => ReadKeys(i.Value.Keys))));
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ServiceTokens>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(jwt =>
        {
            jwt.MapInboundClaims = false;
            jwt.TokenValidationParameters = new()
            {
                ValidAudience = options.Audience,
                ValidIssuers = issuers.Keys,
                ValidTypes = ["at+jwt", "JWT"],
                NameClaimType = "sub",
                RoleClaimType = "role",
                ClockSkew = TimeSpan.FromSeconds(10),
                // Each issuer's own keys only: a partner's issuer cannot vouch for a person.
                IssuerSigningKeyResolver = (_, token, kid, _) =>
                    issuers.TryGetValue(token.Issuer, out var known) ? known.Keys.Value.GetSigningKeys().Where(k => kid is null || k.KeyId == kid) : [],
            };
            jwt.Events = new()
            {
                OnTokenValidated = context =>
                {
                    var identity = (ClaimsIdentity)context.Principal!.Identity!;
                    // RFC 8693 4.1: the console, itself a service, acts for who is signed in there; the claims are that person's.
                    var kind = issuers[context.SecurityToken.Issuer].Kind is var issued && issued == "service" && identity.HasClaim(c => c.Type == "act") ? "person" : issued;
                    foreach (var claimed in identity.FindAll("kind").ToList()) identity.RemoveClaim(claimed);
                    identity.AddClaim(new("kind", kind));
                    return Task.CompletedTask;
                },
            };
        });
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
    }

    static JsonWebKeySet ReadKeys(string path) => new(File.ReadAllText(path));
}

/// <summary>Who an endpoint is for; it can be read off it as well as asked.</summary>
/// <param name="scope">Of partner systems; null: none may.</param>
public sealed class Allowed(string? scope, IReadOnlyList<string> roles) : AssertionRequirement(context =>
    Caller.Of(context.User) is var caller && ((scope is not null && caller.Has(scope)) || (caller.Kind == "person" && caller.Roles.Intersect(roles).Any())))
{
    public IReadOnlyList<string> Roles { get; } = roles;
}

/// <summary>The policies that endpoints name. Everything not allowed here is denied.</summary>
public static class AccessPolicies
{
    /// <summary>People with one of the roles.</summary>
    public static AuthorizationPolicy Roles(params string[] roles) => Allow(null, roles);

    /// <summary>A partner system whose token grants the SMART v2 scope, e.g. <c>system/ServiceRequest.c</c>, or people with one of the roles.</summary>
    public static AuthorizationPolicy Allow(string? scope, params string[] roles) => Build(new Allowed(scope, roles));

    /// <summary>The network's own services.</summary>
    public static AuthorizationPolicy Service { get; } = Build(new AssertionRequirement(context => Caller.Of(context.User).Kind == "service"));

    static AuthorizationPolicy Build(AssertionRequirement allowed) =>
        new AuthorizationPolicyBuilder(JwtBearerDefaults.AuthenticationScheme).RequireAuthenticatedUser().AddRequirements(allowed).Build();

    /// <summary>True for a partner system whose token grants the scope.</summary>
    public static bool Has(this Caller caller, string scope) => caller.Kind == "partner" && caller.Scopes.Any(granted => Grants(granted, scope));

    /// <summary>SMART App Launch 2: <c>system/(resource|*).(letters of cruds)</c>; a grant covers what it spells out.</summary>
    static bool Grants(string granted, string wanted)
    {
        var (g, w) = (granted.Split('.'), wanted.Split('.'));
        return g.Length == 2 && w.Length == 2 && (g[0] == w[0] || g[0] == "system/*") && w[1].All(g[1].Contains);
    }
}
