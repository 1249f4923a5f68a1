using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ClinicNetwork.Gateway.Partners;

/// <summary>What became of a client assertion: its partner and claims, or why it is refused, in words for the partner's engineers.</summary>
public sealed record Verified(Partner? Partner, TokenValidationResult? Token, string? Refusal)
{
    public static Verified No(string why) => new(null, null, why);
}

/// <summary>
/// Client assertions by SMART Backend Services (SMART App Launch 2.2, "Asymmetric client authentication"): RS384 or ES384,
/// keys from registration only (a <c>jku</c> is never fetched), <c>iss</c> = <c>sub</c> = client id, <c>aud</c> exactly the token
/// endpoint, at most five minutes, each <c>jti</c> once.
/// </summary>
public sealed class AssertionVerifier(GatewaySettings settings, PartnerRegistry partners, PartnerReader reader, UsedAssertions used, TimeProvider clock)
{
    public static readonly IReadOnlyList<string> Algorithms = [SecurityAlgorithms.RsaSha384, SecurityAlgorithms.EcdsaSha384];
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    /// <summary>How far a partner's clock may be from ours.</summary>
    static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);
    readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    public async Task<Verified> Verify(string assertion, CancellationToken ct)
    {
        if (!handler.CanReadToken(assertion) || Read(assertion) is not { } token) return Verified.No("The client assertion is not a JWT.");
        if (!Algorithms.Contains(token.Alg)) return Verified.No("The client assertion must be signed with RS384 or ES384.");
        if (token.Typ is not ("JWT" or "jwt" or "client-authentication+jwt")) return Verified.No("The client assertion's typ must be JWT.");
        if (partners.Find(token.Issuer)?.Keys.Any(k => k.KeyId == token.Kid) != true) await reader.LookAgain();
        if (partners.Find(token.Issuer) is not { } partner || token.Subject != token.Issuer)
            return Verified.No("The client assertion's iss and sub must both be the client id as registered.");

        var result = await handler.ValidateTokenAsync(assertion, Rules(partner));
        if (!result.IsValid) return Verified.No(Why(result.Exception));
        if (token.Id is not { Length: > 0 }) return Verified.No("The client assertion needs a jti.");
        return await used.TryUse(partner.ClientId, token.Id, token.ValidTo + (2 * Skew), ct)
            ? new(partner, result, null)
            : Verified.No("The client assertion's jti was used before: make a new assertion for each request.");
    }

    TokenValidationParameters Rules(Partner partner) => new()
    {
        ValidIssuer = partner.ClientId,
        ValidAlgorithms = Algorithms,
        IssuerSigningKeys = partner.Keys,
        // The kid names the key; without it nothing is tried.
        TryAllIssuerSigningKeys = false,
        RequireExpirationTime = true,
        AudienceValidator = (audiences, _, _) => audiences.ToList() is [var only] && only == settings.TokenEndpoint,
        LifetimeValidator = (from, until, token, _) => IsTimely(from, until, ((JsonWebToken)token).IssuedAt),
    };

    /// <param name="issued"><see cref="DateTime.MinValue"/> when the assertion names none.</param>
    bool IsTimely(DateTime? from, DateTime? until, DateTime issued)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return until is { } end && end > now - Skew && end <= now + Longest + Skew
            && (from is null || from <= now + Skew)
            && (issued == DateTime.MinValue || (issued <= now + Skew && end - issued <= Longest));
    }

    string Why(Exception error) => error switch
    {
        SecurityTokenInvalidAudienceException => $"The client assertion's aud must be exactly {settings.TokenEndpoint}.",
        SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException or SecurityTokenExpiredException =>
            "The client assertion is expired, not yet valid, or lives longer than five minutes (exp, iat, nbf).",
        SecurityTokenSignatureKeyNotFoundException => "No registered key has the client assertion's kid.",
        _ => "The client assertion's signature does not fit the registered key.",
    };

    static JsonWebToken? Read(string assertion)
    {
        try
        {
            return new(assertion);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenMalformedException)
        {
            return null;
        }
    }
}
