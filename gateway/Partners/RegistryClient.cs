using System.Net.Http.Headers;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Gateway.Partners;

/// <summary>Asks the referral service for its registry, with the gateway's own service token.</summary>
public sealed class RegistryClient(GatewaySettings settings, ServiceTokens tokens, IHttpClientFactory clients)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>The list as the first instance that answers tells it.</summary>
    /// <exception cref="HttpRequestException">No instance does.</exception>
    public async Task<string> Ask()
    {
        var bearer = new AuthenticationHeaderValue("Bearer", tokens.Current("gateway"));
        var why = "";
        foreach (var instance in settings.Services["referral"])
            try
            {
                using var limit = new CancellationTokenSource(Longest);
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(instance, "/internal/partners")) { Headers = { Authorization = bearer } };
                using var answer = await clients.CreateClient("partners").SendAsync(request, limit.Token);
                return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(limit.Token);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                why = e.Message;
            }
        throw new HttpRequestException(why);
    }
}
