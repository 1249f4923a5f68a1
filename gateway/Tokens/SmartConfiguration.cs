using ClinicNetwork.Gateway.Fhir;
using ClinicNetwork.Gateway.Partners;

namespace ClinicNetwork.Gateway.Tokens;

/// <summary>SMART App Launch 2.2 <c>GET /fhir/.well-known/smart-configuration</c>: how a partner gets its token.</summary>
public static class SmartConfiguration
{
    public static void MapSmartConfiguration(this WebApplication app, GatewaySettings settings)
    {
        var configuration = new Dictionary<string, object>
        {
            ["issuer"] = settings.Issuer.ToString(),
            ["jwks_uri"] = $"{settings.Issuer}.well-known/jwks",
            ["token_endpoint"] = settings.TokenEndpoint,
            ["grant_types_supported"] = new[] { "client_credentials" },
            ["token_endpoint_auth_methods_supported"] = new[] { "private_key_jwt" },
            ["token_endpoint_auth_signing_alg_values_supported"] = AssertionVerifier.Algorithms,
            // Required of every server by the specification, though nobody signs in here.
            ["code_challenge_methods_supported"] = new[] { "S256" },
            ["capabilities"] = new[] { "client-confidential-asymmetric", "permission-v1", "permission-v2" },
        };
        app.MapDiscovery("/fhir/.well-known/smart-configuration", async (HttpContext http, Offers offers) =>
        {
            var scopes = (await offers.Current()).SelectMany(service => service.Resource).Select(Offers.Scope).OfType<string>();
            http.Response.Headers.CacheControl = "public, max-age=300";
            return Results.Json(new Dictionary<string, object>(configuration) { ["scopes_supported"] = scopes.Append("system/*.cruds") });
        });
    }
}
