using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace ClinicNetwork.Scheduling.Fhir;

/// <summary>A FHIR resource as an HTTP answer.</summary>
public sealed record FhirAnswer(Resource Resource) : IResult, IStatusCodeHttpResult
{
    static readonly FhirJsonSerializer Serializer = new();

    public int? StatusCode => 200;

    public System.Threading.Tasks.Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = Problems.FhirJson;
        return httpContext.Response.WriteAsync(Serializer.SerializeToString(Resource));
    }

    /// <summary>A searchset of resources under this address.</summary>
    public static FhirAnswer Search(HttpContext http, IEnumerable<Resource> found)
    {
        var address = Base(http);
        var bundle = new Bundle { Type = Bundle.BundleType.Searchset };
        bundle.AddSelf($"{address}/{http.Request.Path.Value!["/fhir/".Length..]}{http.Request.QueryString}");
        foreach (var resource in found)
            bundle.AddSearchEntry(resource, $"{address}/{resource.TypeName}/{resource.Id}", Bundle.SearchEntryMode.Match);
        bundle.Total = bundle.Entry.Count;
        return new(bundle);
    }

    public static IResult NotFound(HttpContext http, string type) =>
        Problems.ToResult(http, new Refusal(RefusalKind.NotFound, "not-found", $"There is no {type} with this id."));

    /// <summary>The FHIR base as the client knows it, also behind the gateway.</summary>
    static string Base(HttpContext http)
    {
        var proto = http.Request.Headers["X-Forwarded-Proto"].FirstOrDefault() ?? http.Request.Scheme;
        var host = http.Request.Headers["X-Forwarded-Host"].FirstOrDefault() ?? http.Request.Host.Value;
        return $"{proto}://{host}/fhir";
    }
}

static class BundleLinks
{
    public static void AddSelf(this Bundle bundle, string url) => bundle.Link.Add(new() { Relation = "self", Url = url });
}
