using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClinicNetwork.Hosting;

/// <summary>Signs this service's own short-lived tokens: for claim checks, and for who is signed in here.</summary>
public sealed class ServiceTokens(IdentityOptions options, TimeProvider clock)
{
    readonly Lock gate = new();
    readonly Lazy<SigningCredentials> key = new(() => new(new JsonWebKey(File.ReadAllText(options.ServiceKey)), SecurityAlgorithms.EcdsaSha256));
    (string Token, DateTimeOffset Until) current;

    /// <summary>A token good for at least another minute.</summary>
    /// <exception cref="InvalidOperationException">No <c>Identity:ServiceKey</c> is configured.</exception>
    public string Current(string service)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (now < current.Until) return current.Token;
            current = (Sign(new() { ["sub"] = service }, TimeSpan.FromMinutes(5)), now.AddMinutes(4));
            return current.Token;
        }
    }

    /// <summary>A token of a minute for somebody who is signed in at this service: their claims, and who acts for them (RFC 8693, 4.1).</summary>
    /// <exception cref="InvalidOperationException">No <c>Identity:ServiceKey</c> is configured.</exception>
    public string For(ClaimsPrincipal person, string service)
    {
        var claims = new Dictionary<string, object> { ["act"] = new Dictionary<string, object> { ["sub"] = service } };
        foreach (var claim in person.Claims.Where(c => c.Type is "sub" or "partner" or "therapist")) claims[claim.Type] = claim.Value;
        foreach (var several in person.Claims.Where(c => c.Type is "role" or "chain").GroupBy(c => c.Type)) claims[several.Key] = several.Select(c => c.Value).ToArray();
        return Sign(claims, TimeSpan.FromMinutes(1));
    }

    string Sign(Dictionary<string, object> claims, TimeSpan life)
    {
        if (options.ServiceKey is "") throw new InvalidOperationException("Identity:ServiceKey is missing: this service cannot call another.");
        var now = clock.GetUtcNow();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = options.Issuers["service"].Issuer,
            Audience = options.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + life).UtcDateTime,
            Claims = claims,
            SigningCredentials = key.Value,
        });
    }
}
