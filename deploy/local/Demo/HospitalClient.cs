using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Local.Demo;

/// <summary>A hospital's system at the network's public FHIR base, with the partner's own token.</summary>
sealed class HospitalClient : IDisposable
{
    const int MostTries = 20;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    readonly HttpClient http;

    public HospitalClient(Uri gateway, string token)
    {
        http = new() { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        http.DefaultRequestHeaders.Accept.ParseAdd("application/fhir+json");
    }

    /// <summary>Sends a referral. Sending again after a busy answer is safe: the order number makes it the same one.</summary>
    /// <exception cref="LaunchException">The network refuses it; the message is the network's own.</exception>
    public async Task Send(MadeUpReferral referral, CancellationToken cancellation)
    {
        for (var left = MostTries; ; left--)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "fhir")
            {
                Content = new StringContent(referral.Bundle.ToJsonString(), Encoding.UTF8, "application/fhir+json"),
            };
            using var answer = await Ask(request, cancellation);
            if (answer?.IsSuccessStatusCode == true) return;
            if (left == 0 || (answer is not null && !IsBusy(answer.StatusCode)))
                throw new LaunchException($"{referral.Order} was refused: {(answer is null ? "no answer" : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}")}");
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>The Task of an order; null while there is none or the network is busy.</summary>
    public async Task<JsonNode?> FindTask(MadeUpReferral referral, CancellationToken cancellation)
    {
        var query = $"fhir/Task?identifier={Uri.EscapeDataString($"{referral.Partner.Orders}|{referral.Order}")}";
        using var request = new HttpRequestMessage(HttpMethod.Get, query);
        using var answer = await Ask(request, cancellation);
        if (answer?.IsSuccessStatusCode != true) return null;
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))?["entry"] is JsonArray { Count: > 0 } entries ? entries[0]!["resource"] : null;
    }

    public void Dispose() => http.Dispose();

    /// <summary>The answer; null when nobody gives one, as while the gateway is being restarted.</summary>
    async Task<HttpResponseMessage?> Ask(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, cancellation);
        }
        catch (Exception e) when (e.IsNoAnswer(cancellation))
        {
            return null;
        }
    }

    static bool IsBusy(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests || (int)status >= 500;
}
