using System.Net.Http.Headers;
using ClinicNetwork.Engines;
using ClinicNetwork.Gateway;

namespace ClinicNetwork.Tests.Gateway;

public sealed class LimitsTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    static readonly Uri Task1 = new("/fhir/Task/1", UriKind.Relative);

    [Fact]
    public async Task A_partner_that_asks_too_much_hears_when_to_come_again_and_others_are_not_held_up()
    {
        using var client = await gateway.Start(("Gateway:RateLimit:Burst", "3"), ("Gateway:RateLimit:PerSecond", "1"));
        var general = await AccessToken(client, RunningGateway.RsaPartner, gateway.Rsa);
        var lakeside = await AccessToken(client, RunningGateway.EcPartner, gateway.Ec);

        using var refused = await Until429(client, general);

        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(Hl7.Fhir.Model.OperationOutcome.IssueType.Throttled, await RoutingTests.Issue(refused));
        using var other = await Get(client, lakeside);
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Fact]
    public async Task A_hundred_requests_at_once_pass_by_default()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => gateway.Client.GetAsync(Task1)));
        Assert.All(answers, a => Assert.Equal(200, (int)a.StatusCode));
    }

    [Theory]
    [InlineData("/fhir/ServiceRequest", 1, 200), InlineData("/fhir/ServiceRequest", 2, 413), InlineData("/fhir/DocumentReference", 13, 200), InlineData("/fhir/DocumentReference", 15, 413), InlineData("/fhir/DocumentReference/_search", 2, 413)]
    public async Task Each_address_takes_as_much_as_it_needs_at_once_or_in_chunks(string path, int mebibytes, int status)
    {
        foreach (var isChunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[mebibytes * 1024 * 1024]) };
            request.Headers.TransferEncodingChunked = isChunked;
            using var answer = await gateway.Client.SendAsync(request);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Token_requests_are_limited_before_any_assertion_is_looked_at()
    {
        using var client = await gateway.Start(("Gateway:TokenRateLimit:Burst", "2"), ("Gateway:TokenRateLimit:PerSecond", "1"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RunningGateway.Token(client, "noise")));
        Assert.Contains(answers, a => a.Status == 429);
    }

    [Fact]
    public async Task Metrics_are_there_for_Prometheus_on_their_own_port_and_not_for_everybody()
    {
        var port = LoopbackPorts.Free();
        using var client = await gateway.Start(("urls", $"http://127.0.0.1:0;http://127.0.0.1:{port}"), ("Gateway:MetricsPort", $"{port}"));
        using var inside = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        using var outside = new HttpClient { BaseAddress = client.BaseAddress!.Port == port ? throw new InvalidOperationException("the other address is meant") : client.BaseAddress };
        foreach (var path in new[] { "/fhir/Task/1", "/health/policy" }) await outside.Status(path);

        string[] told = ["http_server_request_duration", "clinic_partners_age_seconds"];
        await Probe.Until(() => inside.GetStringAsync(new Uri("/metrics", UriKind.Relative)), metrics => told.All(name => metrics.Contains(name, StringComparison.Ordinal)));
        foreach (var path in new[] { "/metrics", "/Metrics", "/metrics/", "/metrics/x" }) Assert.Equal(404, await outside.Status(path));
        Assert.Equal(404, await gateway.Client.Status("/metrics"));
    }

    [Fact]
    public async Task Callers_behind_a_configured_proxy_have_buckets_of_their_own_and_what_others_forward_is_not_believed()
    {
        var little = new[] { ("Gateway:RateLimit:Burst", "2"), ("Gateway:RateLimit:PerSecond", "1") };
        using (var trusting = await gateway.Start([.. little, ("Gateway:Proxies", "127.0.0.0/8")]))
            for (var caller = 1; caller <= 20; caller++) Assert.Equal(200, await Forwarded(trusting, $"203.0.113.{caller}"));
        using var open = await gateway.Start(little);
        await Probe.Until(() => Forwarded(open, $"203.0.113.{Guid.NewGuid().ToByteArray()[0]}"), status => status == 429);

        static async Task<int> Forwarded(HttpClient client, string caller)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Task1);
            request.Headers.Add("X-Forwarded-For", caller);
            using var answer = await client.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }

    static async Task<HttpResponseMessage> Until429(HttpClient client, string token)
    {
        for (var left = 200; left > 0; left--)
        {
            var answer = await Get(client, token);
            if ((int)answer.StatusCode == 429) return answer;
            answer.Dispose();
        }
        throw new Xunit.Sdk.XunitException("200 requests passed a limit of 3");
    }

    static Task<HttpResponseMessage> Get(HttpClient client, string token) => client.SendAsync(
        new HttpRequestMessage(HttpMethod.Get, Task1) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } });

    static async Task<string> AccessToken(HttpClient client, string partner, PartnerKey key) =>
        (await RunningGateway.Token(client, key.Sign(new(partner, RunningGateway.TokenEndpoint)))).Body.GetProperty("access_token").GetString()!;
}
