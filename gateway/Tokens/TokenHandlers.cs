using System.Security.Claims;
using ClinicNetwork.Gateway.Partners;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace ClinicNetwork.Gateway.Tokens;

/// <summary>Stands before OpenIddict's own verification of client assertions, which has no keys in degraded mode.</summary>
sealed class CheckClientAssertion(AssertionVerifier verifier) : IOpenIddictServerHandler<ValidateTokenContext>
{
    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (!context.ValidTokenTypes.Contains(TokenTypeIdentifiers.Private.ClientAssertion)) return;
        var verified = await verifier.Verify(context.Token!, context.CancellationToken);
        // OpenIddict would take the issuer as audience too; the verifier takes the token endpoint alone.
        context.DisableAudienceValidation = true;
        if (verified.Refusal is { } refusal) context.Reject(Errors.InvalidClient, refusal);
        else context.Principal = new ClaimsPrincipal(verified.Token!.ClaimsIdentity).SetTokenType(TokenTypeIdentifiers.Private.ClientAssertion);
    }
}

/// <summary>No assertion, no client; and every scope asked for must be covered by a registered one.</summary>
sealed class CheckScopes(PartnerRegistry partners) : IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    public ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        if (context.Transaction.GetProperty<ProcessAuthenticationContext>(typeof(ProcessAuthenticationContext).FullName!)?.ClientAssertionPrincipal is null
            || partners.Find(context.ClientId) is not { } partner)
        {
            context.Reject(Errors.InvalidClient, "Authenticate with a client assertion (private_key_jwt) signed by a registered key.");
            return default;
        }
        var scopes = context.Request.GetScopes();
        var refused = scopes.Where(s => !SmartScope.IsCovered(s, partner.Scopes)).ToList();
        if (scopes.Length == 0) context.Reject(Errors.InvalidScope, "Name the scopes that you need, such as system/ServiceRequest.cru.");
        else if (refused.Count > 0) context.Reject(Errors.InvalidScope, $"Not registered for {partner.ClientId}: {string.Join(' ', refused)}. Registered: {string.Join(' ', partner.Scopes)}.");
        return default;
    }
}

/// <summary>The access token's content: the partner, the scopes it asked for, the network as audience.</summary>
sealed class GrantScopes(GatewaySettings settings) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var identity = new ClaimsIdentity("partner", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, context.ClientId);
        identity.SetScopes(context.Request.GetScopes());
        identity.SetResources(settings.Audience);
        context.SignIn(new ClaimsPrincipal(identity));
        return default;
    }
}
