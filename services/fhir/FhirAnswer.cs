using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;

namespace ClinicNetwork.Fhir;

/// <summary>A FHIR resource as an HTTP answer.</summary>
public sealed record FhirAnswer(Resource Resource, int Status = 200) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => Status;

    public System.Threading.Tasks.Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = Problems.FhirJson;
        if (Resource.Meta?.VersionId is { } version) httpContext.Response.Headers.ETag = $"W/\"{version}\"";
        return httpContext.Response.WriteAsync(FhirJson.Write(Resource));
    }

    public static IResult NotFound(HttpContext http, string type) =>
        Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", $"There is no {type} with this id."));
}

/// <summary>The address that clients know.</summary>
public static class PublicAddress
{
    /// <summary>The FHIR base as the caller sees it through the gateway.</summary>
    public static string Fhir(HttpContext http) =>
        $"{http.Request.Headers["X-Forwarded-Proto"].FirstOrDefault() ?? http.Request.Scheme}://{http.Request.Headers["X-Forwarded-Host"].FirstOrDefault() ?? http.Request.Host.Value}/fhir";
}
