using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Diagnostics;
using MongoDB.Driver;

namespace ClinicNetwork.Hosting;

/// <summary>The one map from refusals and failures to HTTP: problem details for JSON, OperationOutcome for FHIR.</summary>
public static class Problems
{
    public const string FhirJson = "application/fhir+json; charset=utf-8";

    /// <summary>The answer to a refused request, in the words of the API it came through.</summary>
    public static IResult ToResult(HttpContext http, params IReadOnlyList<Refusal> refusals) =>
        IsFhir(http)
            ? new Reply(OperationOutcome(refusals).ToJsonString(), FhirJson, (int)refusals[0].Kind)
            : Results.Problem(refusals[0].Text, statusCode: (int)refusals[0].Kind, title: refusals[0].Code,
                extensions: new Dictionary<string, object?> { ["expression"] = refusals[0].Expression });

    /// <summary>FHIR R4 OperationOutcome: one issue a refusal, with its expression.</summary>
    public static JsonObject OperationOutcome(params IReadOnlyList<Refusal> refusals) => new()
    {
        ["resourceType"] = "OperationOutcome",
        ["issue"] = new JsonArray([.. refusals.Select(r =>
        {
            var issue = new JsonObject
            {
                ["severity"] = "error",
                ["code"] = IssueType(r),
                ["details"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "https://clinicnetwork.example/fhir/CodeSystem/refusal", ["code"] = r.Code }), ["text"] = r.Text },
                ["diagnostics"] = r.Text,
            };
            if ((r.Expression ?? Where((int)r.Kind)) is { } expression) issue["expression"] = new JsonArray(expression);
            return (JsonNode)issue;
        })]),
    };

    static string IssueType(Refusal refusal) => refusal.Kind switch
    {
        // A search's refusals are issue types by themselves.
        RefusalKind.Invalid => refusal.Code is "too-costly" or "not-supported" ? refusal.Code : "invalid",
        RefusalKind.Forbidden => "forbidden",
        RefusalKind.NotFound => "not-found",
        RefusalKind.Conflict or RefusalKind.PreconditionFailed => "conflict",
        RefusalKind.TooLarge => "too-long",
        RefusalKind.UnsupportedMediaType or RefusalKind.NotAcceptable => "not-supported",
        _ => refusal.Code.StartsWith("unknown-", StringComparison.Ordinal) ? "code-invalid" : "business-rule",
    };

    /// <summary>The part of a request that is at fault when no element is (FHIR R4 OperationOutcome.issue.expression: <c>http.</c> and its name).</summary>
    static string? Where(int status) => status switch
    {
        401 or 403 => "http.Authorization",
        404 => "http.path",
        405 => "http.method",
        408 or 413 => "http.body",
        415 => "http.Content-Type",
        _ => null,
    };

    /// <summary>True for an address of the FHIR API, however its letters are written.</summary>
    public static bool IsFhir(HttpContext http) => http.Request.Path.StartsWithSegments("/fhir", StringComparison.OrdinalIgnoreCase);

    /// <summary>Turns what code throws into an answer: a refusal into its own, bad input into 4xx, an absent engine into 503.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            SuppressDiagnosticsCallback = context => context.Exception is RefusalException or BadHttpRequestException,
            ExceptionHandler = async http =>
            {
                var error = http.Features.Get<IExceptionHandlerFeature>()?.Error;
                if (error is MongoException or TimeoutException or ConcurrencyException) http.Response.Headers.RetryAfter = "2";
                await For(http, error).ExecuteAsync(http);
            },
        });
        app.UseStatusCodePages(context => context.HttpContext.Response.ContentType is null && IsFhir(context.HttpContext)
            ? Plain(context.HttpContext, context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext)
            : Task.CompletedTask);
    }

    static IResult For(HttpContext http, Exception? error) => error switch
    {
        RefusalException refused => ToResult(http, refused.Refusals),
        BadHttpRequestException { StatusCode: 408 } => Plain(http, 408),
        BadHttpRequestException { StatusCode: 413 } => ToResult(http, new Refusal(RefusalKind.TooLarge, "too-large", "The request body is larger than this server takes.")),
        BadHttpRequestException bad => ToResult(http, new Refusal(RefusalKind.Invalid, "bad-request", bad.Message)),
        MongoException or TimeoutException or ConcurrencyException => Plain(http, 503),
        _ => Plain(http, 500),
    };

    static IResult Plain(HttpContext http, int status)
    {
        var (code, text) = status switch
        {
            401 => ("login", "A valid access token is needed: ask the token endpoint for one."),
            403 => ("forbidden", "The access token does not allow this."),
            404 => ("not-found", "There is nothing at this address."),
            405 => ("not-supported", "This address does not take that method: Allow names those that it takes."),
            408 => ("timeout", "The request body did not arrive in time; send it again."),
            413 => ("too-long", "The request body is larger than this server takes."),
            415 => ("not-supported", "Send application/fhir+json."),
            429 => ("throttled", "Too many requests at once: wait as long as Retry-After says, then send it again."),
            502 or 504 => ("transient", "The service behind this address does not answer for the moment; send it again."),
            503 => ("transient", "A store is out of reach for the moment; nothing was lost, send it again."),
            _ => ("exception", "Something failed here; it is logged under the trace id of this request."),
        };
        if (!IsFhir(http)) return Results.Problem(text, statusCode: status, title: code);
        var issue = new JsonObject { ["severity"] = "error", ["code"] = code, ["diagnostics"] = text };
        if (Where(status) is { } expression) issue["expression"] = new JsonArray(expression);
        var outcome = new JsonObject { ["resourceType"] = "OperationOutcome", ["issue"] = new JsonArray(issue) };
        return new Reply(outcome.ToJsonString(), FhirJson, status);
    }

    sealed record Reply(string Body, string ContentType, int? StatusCode) : IResult, IStatusCodeHttpResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = StatusCode ?? 200;
            http.Response.ContentType = ContentType;
            return http.Response.WriteAsync(Body);
        }
    }
}
