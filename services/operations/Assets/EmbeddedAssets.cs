using System.Security.Cryptography;

namespace ClinicNetwork.Operations.Assets;

/// <summary>The page's own files, inside the assembly: nothing from elsewhere, and no folder to find at run time.</summary>
public static class EmbeddedAssets
{
    static readonly Dictionary<string, (string Type, byte[] Content, string Version)> Files = new[]
    {
        ("console.css", "text/css; charset=utf-8"), ("live.js", "text/javascript; charset=utf-8"), ("desk.js", "text/javascript; charset=utf-8"), ("mark.svg", "image/svg+xml"),
    }.ToDictionary(f => f.Item1, f => Read(f.Item1, f.Item2));

    /// <summary>The address of a file, with its content's hash, so that it may be cached for ever.</summary>
    public static string Address(string name) => $"/assets/{name}?v={Files[name].Version}";

    /// <summary>A file's text.</summary>
    public static string Text(string name) => System.Text.Encoding.UTF8.GetString(Files[name].Content);

    public static void MapAssets(this WebApplication app) => app.MapGet("/assets/{name}", (string name, HttpContext http) =>
    {
        if (!Files.TryGetValue(name, out var file)) return Results.NotFound();
        http.Response.Headers.Remove("Pragma");
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(file.Content, file.Type);
    }).AllowAnonymous();

    static (string, byte[], string) Read(string name, string type)
    {
        using var stream = typeof(EmbeddedAssets).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return (type, content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
    }
}
