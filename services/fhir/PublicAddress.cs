using ClinicNetwork.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicNetwork.Fhir;

/// <summary>The address that clients know: the gateway's own, as configured. Host and forwarded headers are the caller's words and never in a link.</summary>
public static class PublicAddress
{
    /// <summary>The FHIR base, without a slash at its end. Partners' tokens name the gateway as their issuer, and that issuer is its public address.</summary>
    public static string Fhir(HttpContext http) => Fhir(http.RequestServices.GetRequiredService<IdentityOptions>());

    /// <inheritdoc cref="Fhir(HttpContext)"/>
    public static string Fhir(IdentityOptions identity) => $"{identity.Issuers.GetValueOrDefault("partner")?.Issuer.TrimEnd('/')}/fhir";
}
