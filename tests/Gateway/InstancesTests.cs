using System.Net.Http.Json;
using ClinicNetwork.Gateway;

namespace ClinicNetwork.Tests.Gateway;

/// <summary>Several instances of one service behind the gateway.</summary>
public sealed class InstancesTests(RunningGateway gateway) : IClassFixture<RunningGateway>, IAsyncLifetime
{
    readonly EchoService one = new("one");
    readonly EchoService two = new("two");

    public async Task InitializeAsync()
    {
        await one.Start();
        await two.Start();
    }

    [Fact]
    public async Task Each_instance_of_a_list_gets_its_share()
    {
        using var client = await gateway.Start(Instances(one.Address, two.Address));
        var seen = new HashSet<string>();
        await Probe.Until(async () =>
        {
            seen.Add((await client.GetFromJsonAsync<Echo>(new Uri("/api/worklist", UriKind.Relative)))!.Instance);
            return seen.Count;
        }, count => count == 2);
    }

    [Fact]
    public async Task An_instance_that_goes_away_is_not_noticed_and_nothing_is_done_twice()
    {
        using var client = await gateway.Start(Instances(one.Address, two.Address));
        var sent = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            if (i == 20) await two.Stop();
            sent.Add($"order {i}");
            using var answer = await client.PostAsync(new Uri("/fhir", UriKind.Relative), new StringContent(sent[^1]));
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Equal(200, await client.Status("/api/worklist"));
        }
        Assert.Equal(sent.Order(), one.Posted.Concat(two.Posted).Order());
    }

    [Fact]
    public async Task An_instance_that_says_it_cannot_take_requests_gets_none_until_it_can()
    {
        two.Ready = false;
        using var client = await gateway.Start(Instances(one.Address, two.Address));
        var inARow = 0;
        await Probe.Until(async () => inARow = await Instance(client) == "one" ? inARow + 1 : 0, count => count == 40);
        two.Ready = true;
        await Probe.Until(() => Instance(client), name => name == "two");
    }

    [Fact]
    public async Task What_may_have_been_done_is_not_sent_to_another_instance_but_what_only_reads_is()
    {
        await using var broken = new HangsUp();
        using var client = await gateway.Start(Instances(broken.Address, one.Address));
        await Probe.Until(async () => { await client.Status("/api/worklist"); return broken.Met; }, met => met > 0);
        for (var i = 0; i < 20; i++) Assert.Equal(200, await client.Status("/api/worklist"));

        using var alone = await gateway.Start(Instances(broken.Address));
        var before = broken.Met;
        using var answer = await alone.PostAsync(new Uri("/fhir", UriKind.Relative), new StringContent("order"));
        Assert.Equal(502, (int)answer.StatusCode);
        using var both = await gateway.Start(Instances(broken.Address, one.Address));
        await Probe.Until(async () =>
        {
            using var refused = await both.PostAsync(new Uri("/fhir", UriKind.Relative), new StringContent("met the broken one"));
            return (int)refused.StatusCode;
        }, status => status == 502);
        Assert.True(broken.Met > before);
    }

    [Fact]
    public async Task A_service_that_takes_no_connection_is_not_told_as_the_callers_fault()
    {
        using var silent = new Silent();
        await silent.Fill();
        using var alone = await gateway.Start(Instances(silent.Address));
        using var answer = await alone.PostAsync(new Uri("/fhir", UriKind.Relative), new StringContent("order"));
        Assert.Equal(504, (int)answer.StatusCode);
    }

    static async Task<string> Instance(HttpClient client) => (await client.GetFromJsonAsync<Echo>(new Uri("/api/worklist", UriKind.Relative)))!.Instance;

    static IEnumerable<(string, string)> Instances(params string[] addresses) =>
        addresses.Select((address, i) => ($"Services:referral:{i}", address)).Prepend(("Services:referral", ""));

    public async Task DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
    }
}
