using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Network;

namespace ClinicNetwork.Operations.Desk;

/// <summary>What another service answered.</summary>
/// <param name="Status">HTTP; 0 when no instance of it answered.</param>
/// <param name="Service">Who answered, or was asked in vain.</param>
public sealed record Answer(int Status, JsonElement? Body, string Service = "referral")
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public bool IsDone => Status is >= 200 and < 300;

    /// <summary>Why not, in the words of who refused it: a problem's detail, or an OperationOutcome's diagnostics.</summary>
    public string Refusal => Status == 0 ? $"The {Service} service does not answer. Try again in a moment: what is sent twice has its effect once."
        : Body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("detail", out var detail) ? detail.GetString()!
        : Body is { ValueKind: JsonValueKind.Object } outcome && outcome.TryGetProperty("issue", out var issues) && issues.GetArrayLength() > 0 && issues[0].TryGetProperty("diagnostics", out var words) ? words.GetString()!
        : $"This was refused ({Status}).";

    /// <summary>The body; null when it was not done, or says something else.</summary>
    public T? As<T>() where T : class => IsDone && Body is { } body ? body.Deserialize<T>(Json) : null;
}

/// <summary>Asks the owner of what is shown in the name of who is signed in: what they may not see there, they do not see here.</summary>
public sealed class OnBehalf(ServiceAddresses addresses, ServiceTokens tokens, IHttpClientFactory clients, ILogger<OnBehalf> log)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Asks the referral service.</summary>
    public Task<Answer> Get(ClaimsPrincipal person, string path, CancellationToken ct) => Get(person, "referral", path, ct);

    public Task<Answer> Get(ClaimsPrincipal person, string service, string path, CancellationToken ct) => Send(person, service, new(HttpMethod.Get, path), ct);

    /// <summary>Acts at the referral service.</summary>
    /// <param name="key">The same for a form that is sent twice: it has one effect.</param>
    public Task<Answer> Post(ClaimsPrincipal person, string path, string json, Guid? key, CancellationToken ct) => Post(person, "referral", path, json, key, ct);

    /// <inheritdoc cref="Post(ClaimsPrincipal, string, string, Guid?, CancellationToken)"/>
    public Task<Answer> Post(ClaimsPrincipal person, string service, string path, string? json, Guid? key, CancellationToken ct) => Send(person, service, new(HttpMethod.Post, path, json, key), ct);

    /// <summary>Puts a whole body in place of the version that was seen, 0 for none.</summary>
    public Task<Answer> Put(ClaimsPrincipal person, string service, string path, string json, long seen, CancellationToken ct) => Send(person, service, new(HttpMethod.Put, path, json, Seen: seen), ct);

    /// <summary>A file of the referral service's as it is; null when it is not to be had.</summary>
    /// <param name="accept">The media type that is asked for, where the address has several.</param>
    public Task<(string Type, byte[] Content)?> File(ClaimsPrincipal person, string path, string accept, CancellationToken ct) => Ask<(string, byte[])?>(person, "referral", () =>
        new(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Headers = { { "Accept", accept } } }, (answer, body) => answer.IsSuccessStatusCode ? (answer.Content.Headers.ContentType!.MediaType!, body) : null, null, ct);

    sealed record Asked(HttpMethod Method, string Path, string? Json = null, Guid? Key = null, long? Seen = null);

    Task<Answer> Send(ClaimsPrincipal person, string service, Asked asked, CancellationToken ct) => Ask(person, service, () =>
    {
        var request = new HttpRequestMessage(asked.Method, new Uri(asked.Path, UriKind.Relative));
        if (asked.Json is { } json) request.Content = new StringContent(json, Encoding.UTF8, asked.Path.StartsWith("/fhir", StringComparison.Ordinal) ? "application/fhir+json" : "application/json");
        if (asked.Key is { } key) request.Headers.Add("Idempotency-Key", key.ToString());
        if (asked.Seen is { } seen) request.Headers.Add("If-Match", $"\"{seen}\"");
        return request;
    }, (answer, body) => new Answer((int)answer.StatusCode, body.Length == 0 ? null : JsonElement.Parse(body), service), new(0, null, service), ct);

    /// <summary>The first instance that answers.</summary>
    async Task<T> Ask<T>(ClaimsPrincipal person, string service, Func<HttpRequestMessage> ask, Func<HttpResponseMessage, byte[], T> read, T nobody, CancellationToken ct)
    {
        foreach (var instance in addresses.ByService.GetValueOrDefault(service, []))
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                limit.CancelAfter(Longest);
                using var request = ask();
                request.RequestUri = new(instance, request.RequestUri!);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.For(person, "operations"));
                using var answer = await clients.CreateClient("desk").SendAsync(request, limit.Token);
                return read(answer, await answer.Content.ReadAsByteArrayAsync(limit.Token));
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                log.LogWarning("{Service} at {Instance} does not answer: {Reason}", service, instance, e.GetType().Name);
            }
        return nobody;
    }
}
