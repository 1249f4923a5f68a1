namespace ClinicNetwork.Referrals;

/// <summary>The page for hospitals' programmers: the profile, the refusals with their cures, samples. It lies in the assembly and loads nothing.</summary>
public static class HospitalsPage
{
    static readonly byte[] Html = Read();

    public static void MapHospitalsPage(this WebApplication app) => app.MapMethods("/docs/hospitals", ["GET", "HEAD"], (HttpContext http) =>
    {
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
        http.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Bytes(Html, "text/html; charset=utf-8");
    }).AllowAnonymous();

    static byte[] Read()
    {
        using var stream = typeof(HospitalsPage).Assembly.GetManifestResourceStream("hospitals.html")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
