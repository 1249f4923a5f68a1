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

/// <summary>No assertion, no client; and what is asked for must be registered, in part at least.</summary>
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
        var asked = context.Request.GetScopes();
        var (granted, refused) = SmartScope.Grant(asked, partner.Scopes);
        if (asked.Length == 0) context.Reject(Errors.InvalidScope, "Name the scopes that you need, such as system/ServiceRequest.cru, or system/*.cruds for all that is registered.");
        else if (refused.Count > 0 || granted.Count == 0)
            context.Reject(Errors.InvalidScope, $"Not registered for {partner.ClientId}: {string.Join(' ', refused.Count > 0 ? refused : asked)}. Registered: {string.Join(' ', partner.Scopes)}.");
        return default;
    }
}

/// <summary>The access token's content: the partner, what it is granted of the scopes it asked for, the network as audience.</summary>
sealed class GrantScopes(GatewaySettings settings, PartnerRegistry partners) : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var identity = new ClaimsIdentity("partner", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, context.ClientId);
        identity.SetScopes(SmartScope.Grant(context.Request.GetScopes(), partners.Find(context.ClientId)?.Scopes ?? []).Granted);
        identity.SetResources(settings.Audience);
        context.SignIn(new ClaimsPrincipal(identity));
        return default;
    }
}

/// <summary>SMART App Launch 2.2, "Issue access token": the answer names the scopes granted, also where they are those asked for.</summary>
sealed class TellScopes : IOpenIddictServerHandler<ProcessSignInContext>
{
    public ValueTask HandleAsync(ProcessSignInContext context)
    {
        context.Response.Scope = string.Join(' ', context.Principal!.GetScopes());
        return default;
    }
}
