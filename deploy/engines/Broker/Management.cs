using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Engines.Broker;

/// <summary>RabbitMQ's management API, for what AMQP cannot say: who may do what, and what stands there.</summary>
public sealed class Management : IDisposable
{
    readonly HttpClient http;
    readonly string host;

    public Management(BrokerAddress broker)
    {
        host = Uri.EscapeDataString(broker.VirtualHost);
        http = new() { BaseAddress = broker.Management, Timeout = TimeSpan.FromSeconds(20) };
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{broker.User}:{broker.Password}")));
    }

    /// <summary>Makes the virtual host of the address; the same again changes nothing.</summary>
    public Task CreateVirtualHost(CancellationToken cancellation) => Put($"vhosts/{host}", [], cancellation);

    public Task DeleteVirtualHost(CancellationToken cancellation) => Ask(() => http.DeleteAsync(new Uri($"vhosts/{host}", UriKind.Relative), cancellation), cancellation);

    /// <summary>Makes an account, or gives it this password and these permissions.</summary>
    public async Task PutAccount(BrokerAccount account, string password, CancellationToken cancellation)
    {
        await Put($"users/{account.Service}", new() { ["password"] = password, ["tags"] = "" }, cancellation);
        await Put($"permissions/{host}/{account.Service}", new() { ["configure"] = account.Configure, ["write"] = account.Write, ["read"] = account.Read }, cancellation);
    }

    public async Task<IReadOnlyList<string>> Queues(CancellationToken cancellation) => [.. (await List("queues", cancellation)).Select(Name)];

    /// <summary>All exchanges but RabbitMQ's own.</summary>
    public async Task<IReadOnlyList<string>> Exchanges(CancellationToken cancellation) =>
        [.. (await List("exchanges", cancellation)).Select(Name).Where(name => name.Length > 0 && !name.StartsWith("amq.", StringComparison.Ordinal))];

    /// <summary>All bindings but those that RabbitMQ makes from its default exchange.</summary>
    public async Task<IReadOnlyList<Binding>> Bindings(CancellationToken cancellation) =>
        [.. (await List("bindings", cancellation)).Select(b => new Binding((string)b["source"]!, (string)b["destination"]!, (string)b["destination_type"]! == "queue")).Where(b => b.From.Length > 0)];

    public void Dispose() => http.Dispose();

    async Task<IEnumerable<JsonNode>> List(string what, CancellationToken cancellation) =>
        (await Ask(() => http.GetAsync(new Uri($"{what}/{host}", UriKind.Relative), cancellation), cancellation)).AsArray().OfType<JsonNode>();

    Task Put(string path, JsonObject body, CancellationToken cancellation) => Ask(() => http.PutAsJsonAsync(path, body, cancellation), cancellation);

    async Task<JsonNode> Ask(Func<Task<HttpResponseMessage>> request, CancellationToken cancellation)
    {
        try
        {
            using var answer = await request();
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            if (!answer.IsSuccessStatusCode)
                throw new EngineException($"The broker's management API at {http.BaseAddress} refuses ({(int)answer.StatusCode} {text}): give an account with the tag administrator.");
            return (text.Length > 0 ? JsonNode.Parse(text) : null) ?? new JsonArray();
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new EngineException($"The broker's management API does not answer at {http.BaseAddress}: enable RabbitMQ's plugin rabbitmq_management there (AMQP port + {BrokerAddress.ManagementDistance}).", e);
        }
    }

    static string Name(JsonNode entry) => (string)entry["name"]!;
}
