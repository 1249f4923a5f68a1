using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Network;

namespace ClinicNetwork.Operations.Desk;

/// <summary>What another service answered.</summary>
/// <param name="Status">HTTP; 0 when no instance of it answered.</param>
public sealed record Answer(int Status, JsonElement? Body, string Service = "referral")
{
    public bool IsDone => Status is >= 200 and < 300;

    /// <summary>Why not, in the words of who refused it: a problem's detail, or an OperationOutcome's diagnostics.</summary>
    public string Refusal => Status == 0 ? $"The {Service} service does not answer. Try again in a moment: what is sent twice has its effect once."
        : Body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("detail", out var detail) ? detail.GetString()!
        : Body is { ValueKind: JsonValueKind.Object } outcome && outcome.TryGetProperty("issue", out var issues) && issues.GetArrayLength() > 0 && issues[0].TryGetProperty("diagnostics", out var words) ? words.GetString()!
        : $"This was refused ({Status}).";

    /// <summary>The body; null when it was not done, or says something else.</summary>
    public T? As<T>() where T : class => IsDone && Body is { } body ? body.Deserialize<T>(JsonSerializerOptions.Web) : null;
}

/// <summary>Asks another service, mostly referral, in the name of who is signed in: what they may not see there, they do not see here.</summary>
public sealed class OnBehalf(ServiceAddresses addresses, ServiceTokens tokens, IHttpClientFactory clients, ILogger<OnBehalf> log)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public Task<Answer> Get(ClaimsPrincipal person, string path, CancellationToken ct, string service = "referral") => Send(person, service, HttpMethod.Get, path, null, null, ct);

    /// <param name="key">The same for a form that is sent twice: it has one effect.</param>
    public Task<Answer> Post(ClaimsPrincipal person, string path, string json, Guid? key, CancellationToken ct, string service = "referral") => Send(person, service, HttpMethod.Post, path, json, key, ct);

    /// <summary>The first instance that answers.</summary>
    async Task<Answer> Send(ClaimsPrincipal person, string service, HttpMethod method, string path, string? json, Guid? key, CancellationToken ct)
    {
        foreach (var instance in addresses.ByService.GetValueOrDefault(service, []))
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                limit.CancelAfter(Longest);
                using var request = new HttpRequestMessage(method, new Uri(instance, path)) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", tokens.For(person, "operations")) } };
                if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, path.StartsWith("/fhir", StringComparison.Ordinal) ? "application/fhir+json" : "application/json");
                if (key is { } id) request.Headers.Add("Idempotency-Key", id.ToString());
                using var answer = await clients.CreateClient("desk").SendAsync(request, limit.Token);
                var body = await answer.Content.ReadAsByteArrayAsync(limit.Token);
                return new((int)answer.StatusCode, body.Length == 0 ? null : JsonElement.Parse(body), service);
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                log.LogWarning("{Service} at {Instance} does not answer: {Reason}", service, instance, e.GetType().Name);
            }
        return new(0, null, service);
    }
}
