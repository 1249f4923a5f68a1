using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Task = System.Threading.Tasks.Task;

namespace ClinicNetwork.Fhir;

/// <summary>
/// A FHIR resource as an HTTP answer, with its version as ETag. Who has read this version already hears 304 (FHIR R4 http.html#cread).
/// </summary>
public sealed record FhirAnswer(Resource Resource, int Status = 200) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        Describe(response, Resource);
        if (Status == 200 && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && IsKnown(request, Resource.Meta))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        return Write(response, Resource, Status);
    }

    /// <summary>A tag is exact, so a time counts only where no tag was sent (RFC 9110 13.1.3); it says whole seconds.</summary>
    static bool IsKnown(HttpRequest request, Meta? meta) => request.Headers.IfNoneMatch.Count > 0
        ? meta?.VersionId is { } version && EntityTags.Names(request.Headers.IfNoneMatch, version)
        : meta?.LastUpdated is { } at && request.GetTypedHeaders().IfModifiedSince is { } since && at.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();

    /// <summary>The version of what is answered, in headers. It may be kept, but is asked for again before it is used: another's patient is in it, and it moves.</summary>
    internal static void Describe(HttpResponse response, Resource resource)
    {
        response.Headers.CacheControl = "private, no-cache";
        if (resource.Meta?.VersionId is { } version) response.Headers.ETag = EntityTags.Of(version);
        if (resource.Meta?.LastUpdated is { } at) response.Headers.LastModified = at.ToUniversalTime().ToString("R");
    }

    internal static Task Write(HttpResponse response, Resource resource, int status)
    {
        response.StatusCode = status;
        response.ContentType = Problems.FhirJson;
        return response.WriteAsync(FhirJson.Write(resource));
    }

    public static IResult NotFound(HttpContext http, string type) =>
        Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", $"There is no {type} with this id."));
}
