using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Gateway.Fhir;

namespace ClinicNetwork.Gateway.Docs;

/// <summary>The page for programmers of the chains and the network: every address under <c>/api</c>, read off the services. It loads nothing.</summary>
public static class ApiPage
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapApiPage(this WebApplication app)
    {
        app.MapDiscovery("/docs/api/openapi.json", async (ApiDescription api) => await api.Current() is { } all ? Results.Text(all.ToJsonString(), "application/json") : Results.StatusCode(502));
        app.MapDiscovery("/docs/api", async (HttpContext http, ApiDescription api) =>
        {
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
            http.Response.Headers.CacheControl = "public, max-age=60";
            return await api.Current() is { } all ? Results.Text(Write(all), "text/html; charset=utf-8") : Results.StatusCode(502);
        });
    }

    const string Head = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>The JSON API of the Clinic Network</title>
        <style>
          :root { color-scheme: light dark; --line: #d5dce3; --soft: #f3f6f8; --ink: #1c2733; --page: #fff; --note: #52606d; }
          @media (prefers-color-scheme: dark) { :root { --line: #33414f; --soft: #1a232c; --ink: #e4eaf0; --page: #10161c; --note: #a3b1bf; } }
          body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink); background: var(--page); }
          h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; } a { color: inherit; }
          details { border-bottom: 1px solid var(--line); padding: .5rem 0; } summary { cursor: pointer; overflow-wrap: anywhere; }
          summary code { font-weight: 600; } .note { color: var(--note); } dl { margin: .5rem 0 .5rem 1rem; } dt { font-weight: 600; } dd { margin: 0 0 .4rem 1rem; }
          pre { background: var(--soft); padding: 1rem; overflow-x: auto; font-size: 14px; } code { font-family: ui-monospace, monospace; font-size: .92em; }
        </style></head><body>
        <h1>The JSON API</h1>
        <p>For programs of the chains and of the network's operator; hospitals' systems speak <a href="/docs/hospitals">FHIR</a>. A person's access token says who asks; refusals are problem
        details, whose <code>detail</code> says what to do. A change may carry an <code>Idempotency-Key</code> (a UUID): sent twice it has one effect. As
        <a href="/docs/api/openapi.json">OpenAPI 3.1</a>.</p>
        """;

    static string Write(JsonObject all)
    {
        var page = new StringBuilder(Head);
        foreach (var kind in all["paths"]!.AsObject().GroupBy(p => p.Key.Split('/')[2]))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2 id=\"{Text(kind.Key)}\">{Text(kind.Key.Replace('-', ' '))}</h2>\n");
            foreach (var (path, methods) in kind)
                foreach (var (method, operation) in methods!.AsObject()) Write(page, path, method, operation!.AsObject());
        }
        return page.Append("</body></html>").ToString();
    }

    static void Write(StringBuilder page, string path, string method, JsonObject operation)
    {
        var roles = string.Join(", ", operation["x-roles"]?.AsArray().Select(r => (string?)r) ?? []);
        page.Append(CultureInfo.InvariantCulture, $"<details><summary><code>{method.ToUpperInvariant()} {Text(path)}</code> {Text((string?)operation["summary"])} <span class=\"note\">{Text(roles)}</span></summary><dl>");
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            page.Append(CultureInfo.InvariantCulture, $"<dt><code>{Text((string?)parameter!["name"])}</code></dt><dd>in the {Text((string?)parameter["in"])}</dd>");
        page.Append("</dl>");
        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema) page.Append(CultureInfo.InvariantCulture, $"<p>The body:</p><pre tabindex=\"0\">{Text(schema.ToJsonString(Indented))}</pre>");
        page.Append("</details>\n");
    }

    static string Text(string? words) => WebUtility.HtmlEncode(words ?? "");
}
