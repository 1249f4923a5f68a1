using System.Text.Json;
using ClinicNetwork.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace ClinicNetwork.Insurance;

/// <summary>Reads a request's body so that what is wrong with it is answered by name: another format 415, another shape 400.</summary>
static class JsonBody
{
    /// <exception cref="RefusalException">The body is no JSON, null, or a field of it is null or of another type.</exception>
    public static async Task<T> Read<T>(HttpContext http, CancellationToken ct) where T : class
    {
        if (!http.Request.HasJsonContentType()) throw Unsupported("Send the body as application/json.");
        var options = new JsonSerializerOptions(http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
        };
        try
        {
            return await http.Request.ReadFromJsonAsync<T>(options, ct) ?? throw Invalid("$");
        }
        catch (JsonException e)
        {
            throw Invalid(e.Path ?? "$");
        }
        catch (InvalidOperationException)
        {
            throw Unsupported("Send the body in UTF-8.");
        }
    }

    static RefusalException Invalid(string path) =>
        new(new Refusal(RefusalKind.Invalid, "bad-json", $"The body is not as expected at {path}: missing, null, unknown there or of another type.", path));

    static RefusalException Unsupported(string text) => new(new Refusal(RefusalKind.UnsupportedMediaType, "not-supported", text, "Content-Type"));
}
