using ClinicNetwork.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using KestrelServerOptions = Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions;

namespace ClinicNetwork.Gateway;

/// <summary>Refuses a body that is too large before any of it reaches a service.</summary>
public static class BodyLimit
{
    /// <summary>1 MiB.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>A file of 10 MiB in base64, and what stands around it.</summary>
    public const int WithFile = 14 * Bytes;

    /// <summary>
    /// What Kestrel still swallows of a refused body, 16 MiB: closing the connection while the caller is sending would cost
    /// it the answer.
    /// </summary>
    public const int Swallowed = 16 * Bytes;

    /// <summary>Bytes a second that a caller has to send at least, once five seconds have passed: one who does not is told 408, and holds nothing up.</summary>
    const double Slowest = 240;

    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxRequestBodySize = Swallowed;
        kestrel.Limits.MinRequestBodyDataRate = new(Slowest, gracePeriod: TimeSpan.FromSeconds(5));
    }

    public static void UseBodyLimit(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var most = Most(http.Request);
        if (http.Request.ContentLength > most || (http.Request.ContentLength is null && !await TryBuffer(http, most)))
            await Problems.ToResult(http, new Refusal(RefusalKind.TooLarge, "too-large", most == Bytes
                ? "The request body is larger than 1 MiB (1,048,576 bytes): send less at once." : "A file has at most 10 MiB (10,485,760 bytes), and is sent in base64: send it in parts.")).ExecuteAsync(http);
        else
            await next(http);
    });

    /// <summary>One address takes files; the service behind it looks at how large they are.</summary>
    static int Most(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path.Value?.TrimEnd('/').Equals("/fhir/DocumentReference", StringComparison.OrdinalIgnoreCase) == true ? WithFile : Bytes;

    /// <summary>A chunked body tells its length only by its end, so it is read before it goes on.</summary>
    static async Task<bool> TryBuffer(HttpContext http, int most)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }) return true;
        http.Request.EnableBuffering(Bytes, most);
        try
        {
            await http.Request.Body.DrainAsync(http.RequestAborted);
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            return false;
        }
        http.Request.Body.Position = 0;
        return true;
    }
}
