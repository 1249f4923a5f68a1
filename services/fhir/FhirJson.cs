using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ClinicNetwork.Hosting;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;

namespace ClinicNetwork.Fhir;

/// <summary>FHIR R4 JSON in and out, with errors that name the element.</summary>
public static class FhirJson
{
    /// <summary>Bodies larger than this are refused with 413.</summary>
    public const int MaxBytes = 1024 * 1024;
    /// <summary>Objects, lists and primitives in a request; a referral has some 300. Each costs the parser thousands of bytes.</summary>
    public const int MaxValues = 10_000;
    const int MaxDepth = 64, MaxIssues = 20;
    static readonly FhirJsonDeserializer Deserializer = new();
    static readonly FhirJsonSerializer Serializer = new();

    /// <summary>Reads a resource from a request.</summary>
    /// <param name="mostBytes">Where a route takes more than usual; it needs a limit of its own then, too.</param>
    /// <exception cref="RefusalException">Not JSON, broken, too deep, too large (inflated, when it is compressed) or of too many elements, or not FHIR R4: each issue with its place.</exception>
    public static async Task<Resource> Read(HttpRequest request, CancellationToken ct, int mostBytes = MaxBytes)
    {
        if (request.ContentType is { Length: > 0 } type && !FhirFormat.IsJson(type))
            throw new RefusalException(new Refusal(RefusalKind.UnsupportedMediaType, "not-json", "This server reads and writes FHIR 4.0 as JSON in UTF-8: send application/fhir+json.", "http.Content-Type"));
        if (request.ContentLength > mostBytes) throw TooLarge(mostBytes);
        using var body = new MemoryStream((int)(request.ContentLength ?? 16 * 1024));
        using var sent = Inflated(request);
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await sent.ReadAsync(buffer, ct)) > 0;)
            {
                if (body.Length + read > mostBytes) throw TooLarge(mostBytes);
                body.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-gzip", "The body is not compressed as Content-Encoding says.", "http.Content-Encoding"));
        }
        return ParseSent(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    /// <summary>The body as it was before it was compressed (RFC 9110, 8.4).</summary>
    static Stream Inflated(HttpRequest request) => request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant() switch
    {
        "" or "identity" => request.Body,
        "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
        _ => throw new RefusalException(new Refusal(RefusalKind.UnsupportedMediaType, "unknown-encoding", "This server takes bodies as they are or compressed by gzip.", "http.Content-Encoding")),
    };

    /// <summary>Reads what somebody sent.</summary>
    /// <exception cref="RefusalException">As <see cref="Read"/>.</exception>
    public static Resource ParseSent(ReadOnlySpan<byte> json)
    {
        var (values, hasListsBeside) = Count(json);
        var resource = Parse(json);
        // Beside a primitive that is no list (_birthDate) the parser takes a list all the same, and keeps one of it.
        return !hasListsBeside || Count(Encoding.UTF8.GetBytes(Write(resource))).Values == values ? resource
            : throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-structure", "A list of extensions (an element whose name begins with _) stands beside a value that is no list."));
    }

    /// <summary>Before anything is made of it: an element costs the parser a hundred times its bytes, a wrong one a thousand times.</summary>
    static (int Values, bool HasListsBeside) Count(ReadOnlySpan<byte> json)
    {
        var (values, empty, before, isBeside, hasListsBeside) = (0, 0, JsonTokenType.None, false, false);
        var reader = new Utf8JsonReader(WithoutMark(json), new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            for (; reader.Read(); before = reader.TokenType)
            {
                if (reader.TokenType is JsonTokenType.EndObject && before is JsonTokenType.StartObject && ++empty > MaxIssues)
                    throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-structure", "The body has many empty objects, which FHIR's JSON never has: leave them out."));
                hasListsBeside |= isBeside && reader.TokenType is JsonTokenType.StartArray;
                isBeside = reader.TokenType is JsonTokenType.PropertyName && reader.ValueSpan is [(byte)'_', ..];
                // The parser would take one for the text that it is written with.
                if (reader.TokenType is JsonTokenType.Number && !reader.TryGetDecimal(out _))
                    throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-structure", $"The number at byte {reader.TokenStartIndex} of the body is larger than any FHIR decimal."));
                if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray) && ++values > MaxValues)
                    throw new RefusalException(new Refusal(RefusalKind.TooLarge, "too-many-elements", $"A request has at most {MaxValues} elements: send what the treatment needs."));
            }
        }
        catch (JsonException)
        {
            // The parser says it better.
        }
        return (values, hasListsBeside);
    }

    /// <summary>Reads a resource; a byte order mark before it is no part of it (RFC 8259, 8.1).</summary>
    /// <exception cref="RefusalException">As <see cref="Read"/>.</exception>
    public static Resource Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(WithoutMark(json), new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (Deserializer.TryDeserializeResource(ref reader, out var resource, out var issues) && resource is not null) return resource;
            throw new RefusalException([.. issues.Take(MaxIssues).Select(issue => Describe(issue, resource))]);
        }
        catch (JsonException e)
        {
            throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-json",
                $"The body is not well-formed JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine}), or nested deeper than {MaxDepth} levels."));
        }
        catch (Exception e) when (e is not RefusalException)
        {
            // The parser throws, instead of telling, where a token stands that it cannot hold: a list for a resource, one resource for a list.
            throw new RefusalException(new Refusal(RefusalKind.Invalid, "bad-structure", "The body is JSON, but not a FHIR R4 resource."));
        }
    }

    static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;

    public static string Write(Base resource) => Serializer.SerializeToString(resource);

    static RefusalException TooLarge(int mostBytes) =>
        new(new Refusal(RefusalKind.TooLarge, "too-large", $"A request body may have at most {mostBytes / 1024} KiB here: a file goes in a DocumentReference of its own."));

    /// <summary>An element with a code outside its required value set is understood but against the rules; all else is not FHIR.</summary>
    static Refusal Describe(CodedException issue, Resource? resource)
    {
        var extended = issue as ExtendedCodedException;
        var isCode = extended?.IssueType is OperationOutcome.IssueType.CodeInvalid || issue.ErrorCode is "PVAL116";
        // Firely's sentence quotes the offending value, which may be a patient's: the place and the rule are enough.
        return new(isCode ? RefusalKind.Unprocessable : RefusalKind.Invalid, isCode ? "unknown-code" : "bad-structure",
            isCode ? "The code is not in the value set that FHIR R4 requires here."
            : issue.ErrorCode is "PVAL105" ? "FHIR R4 requires this element, and it is missing."
            : $"Not valid FHIR R4 here ({issue.ErrorCode}): see the element's definition.",
            // Firely leaves the type out of the path of what is missing from the resource itself.
            resource is null ? extended?.InstancePath : extended?.InstancePath?.Replace("$this", resource.TypeName, StringComparison.Ordinal));
    }
}
