using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Operations;
using ClinicNetwork.Operations.Referrals;

namespace ClinicNetwork.Tests.Operations;

public sealed class OverviewApiTests(RunningOperations operations) : IClassFixture<RunningOperations>
{
    [Fact]
    public async Task A_person_sees_the_counts_of_their_own_chains_only()
    {
        var (mine, other) = ($"chain-{Some.Id()}", $"chain-{Some.Id()}");
        var waiting = Some.Id();
        await operations.Rows.Save(
        [
            ReferralRow.Of(Some.Event(waiting, 2, status: "on-hold", reason: "no-slots", chain: mine)),
            ReferralRow.Of(Some.Booked(Some.Id(), 5, "bay-state-boston", 6) with { Chain = mine }),
            ReferralRow.Of(Some.Booked(Some.Id(), 5, "bay-state-boston", 6) with { Chain = other }),
        ], default);

        var overview = await Overview("coordinator", mine);

        Assert.Equal(2, overview.GetProperty("total").GetInt32());
        Assert.Equal("Scheduled", overview.GetProperty("statuses").EnumerateArray().Single(s => s.GetProperty("code").GetString() == "5.1.1").GetProperty("label").GetString());
        Assert.Equal((1, 6), (Location(overview).GetProperty("referrals").GetInt32(), Location(overview).GetProperty("visits").GetInt32()));
        Assert.Equal("no-slots", Assert.Single(overview.GetProperty("holds").EnumerateArray()).GetProperty("code").GetString());
        Assert.Equal(waiting, overview.GetProperty("oldestWaiting").GetProperty("id").GetString());
        Assert.Equal(2, (await Overview("billing", mine)).GetProperty("newest").GetArrayLength());
        Assert.True((await Overview("operator", "*")).GetProperty("total").GetInt32() >= 3);
        Assert.Equal(0, (await Overview("auditor")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_health_of_each_instance_is_told()
    {
        var services = await Probe.Until(async () => (await Overview("operator", "*")).GetProperty("services"), s => s.GetArrayLength() > 0);
        Assert.Equal([("referral", "Does not answer"), ("referral-2", "Not ready: bus"), ("scheduling", "Not ready: bus")],
            services.EnumerateArray().Select(s => (s.GetProperty("name").GetString()!, s.GetProperty("detail").GetString()!)).Order());
        Assert.All(services.EnumerateArray(), s => Assert.False(s.GetProperty("ready").GetBoolean()));
    }

    [Theory]
    [InlineData(null, 401)]
    [InlineData("therapist", 403)]
    [InlineData("auditor", 200)]
    public async Task Only_the_named_roles_read_it(string? role, int expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview");
        if (role is not null) request.Headers.Authorization = operations.Token(role, "*");
        using var answer = await operations.Client.SendAsync(request);
        Assert.Equal(expected, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_session_a_browser_goes_to_the_sign_in_and_a_stream_ends()
    {
        using var stream = await operations.Client.GetAsync(new Uri("/overview/events", UriKind.Relative));
        Assert.Equal(401, (int)stream.StatusCode);
        using var answer = await operations.Client.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(302, (int)answer.StatusCode);
        // Without a host: the one that this service sees is its own, behind the gateway.
        Assert.StartsWith("/signin?from=", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_that_does_not_come_from_our_own_form_is_refused()
    {
        using var answer = await operations.Client.PostAsync(new Uri("/signin", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string> { ["person"] = "operator" }));
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Pages_allow_only_what_comes_from_here()
    {
        using var answer = await operations.Client.GetAsync(new Uri("/signin", UriKind.Relative));
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_development_sign_in_does_not_start_in_Production() =>
        Assert.Contains("Production", Assert.Throws<InvalidOperationException>(() => OperationsApp.Build(
        [
            "--environment=Production", "--ConnectionStrings:MongoDb=mongodb://127.0.0.1:9", "--ConnectionStrings:RabbitMq=amqp://127.0.0.1:9",
            "--Identity:Issuers:person:Issuer=https://people.test/", "--Identity:Issuers:person:Keys=none", "--Identity:Issuers:person:Development=true",
        ])).Message, StringComparison.Ordinal);

    async Task<JsonElement> Overview(string role, params string[] chains)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview") { Headers = { Authorization = operations.Token(role, chains) } };
        using var answer = await operations.Client.SendAsync(request);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).Clone();
    }

    static JsonElement Location(JsonElement overview) => Assert.Single(overview.GetProperty("locations").EnumerateArray());
}
