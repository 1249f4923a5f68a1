using ClinicNetwork.Hosting;

namespace ClinicNetwork.Gateway;

/// <summary>Refuses a body that says it is too large before any of it is read; a chunked one meets Kestrel's own limit of the same size.</summary>
public static class BodyLimit
{
    /// <summary>1 MiB.</summary>
    public const long Bytes = 1024 * 1024;

    public static void UseBodyLimit(this IApplicationBuilder app) => app.Use((http, next) => http.Request.ContentLength > Bytes
        ? Problems.ToResult(http, new Refusal(RefusalKind.TooLarge, "too-large", "The request body is larger than 1 MiB (1,048,576 bytes): send less at once.")).ExecuteAsync(http)
        : next(http));
}
