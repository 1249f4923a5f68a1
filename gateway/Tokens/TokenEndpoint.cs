using ClinicNetwork.Gateway.Partners;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace ClinicNetwork.Gateway.Tokens;

/// <summary>
/// The partners' token endpoint, by OpenIddict in its degraded mode: stateless, without its own stores. What it must know
/// about clients comes from the registrations (<see cref="PartnerRegistry"/>).
/// </summary>
public static class TokenEndpoint
{
    /// <summary>Of an access token: as long as an assertion may live (SMART recommends at most five minutes).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static void AddTokenEndpoint(this IServiceCollection services, GatewaySettings settings)
    {
        services.AddSingleton<PartnerRegistry>();
        services.AddSingleton<ServiceClient>();
        services.AddSingleton<LastHeard>();
        services.AddSingleton<PartnerReader>();
        services.AddHostedService(p => p.GetRequiredService<PartnerReader>());
        services.AddSingleton<UsedAssertions>();
        services.AddHostedService<UsedAssertionsIndex>();
        services.AddSingleton<AssertionVerifier>();
        services.AddOpenIddict().AddServer(server =>
        {
            server.EnableDegradedMode();
            // OpenIddict knows fixed scopes only; CheckScopes knows which registered one covers a requested one.
            server.DisableScopeValidation();
            server.SetIssuer(settings.Issuer);
            server.SetTokenEndpointUris("connect/token");
            server.AllowClientCredentialsFlow();
            server.SetAccessTokenLifetime(Lifetime);
            server.AddSigningKey(settings.SigningKey);
            server.DisableAccessTokenEncryption();
            // OpenIddict wants one; nothing is encrypted with it.
            server.AddEphemeralEncryptionKey();
            // TLS ends before the gateway; that the public address is https, GatewaySettings has checked.
            server.UseAspNetCore().DisableTransportSecurityRequirement();

            server.AddEventHandler<ValidateTokenContext>(handler => handler
                .UseSingletonHandler<CheckClientAssertion>()
                .SetOrder(OpenIddictServerHandlers.Protection.ResolveTokenValidationParameters.Descriptor.Order + 500));
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseSingletonHandler<CheckScopes>());
            server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseSingletonHandler<GrantScopes>());
            server.AddEventHandler<ProcessSignInContext>(handler => handler
                .UseSingletonHandler<TellScopes>().SetOrder(OpenIddictServerHandlers.AttachSignInParameters.Descriptor.Order + 500));
            server.Configure(options =>
            {
                options.ClientAuthenticationMethods.Clear();
                options.ClientAuthenticationMethods.Add(ClientAuthenticationMethods.PrivateKeyJwt);
            });
        });
    }
}
