using System.Net;
using System.Net.Http.Headers;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Gateway;

/// <summary>Asks the services what only they know, with the gateway's own service token.</summary>
public sealed class ServiceClient(GatewaySettings settings, ServiceTokens tokens, IHttpClientFactory clients)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>What the first instance that answers tells; null when the service knows nothing of it (404).</summary>
    /// <exception cref="HttpRequestException">No instance answers.</exception>
    public async Task<string?> Ask(string service, string path)
    {
        var bearer = new AuthenticationHeaderValue("Bearer", tokens.Current("gateway"));
        var why = "";
        foreach (var instance in settings.Services[service])
            try
            {
                using var limit = new CancellationTokenSource(Longest);
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(instance, path)) { Headers = { Authorization = bearer } };
                using var answer = await clients.CreateClient("services").SendAsync(request, limit.Token);
                return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(limit.Token);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                why = e.Message;
            }
        throw new HttpRequestException(why);
    }
}
