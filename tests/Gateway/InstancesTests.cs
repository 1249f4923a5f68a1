using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
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

    static async Task<string> Instance(HttpClient client) => (await client.GetFromJsonAsync<Echo>(new Uri("/api/worklist", UriKind.Relative)))!.Instance;

    static IEnumerable<(string, string)> Instances(params string[] addresses) =>
        addresses.Select((address, i) => ($"Services:referral:{i}", address)).Prepend(("Services:referral", ""));

    public async Task DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
    }

    /// <summary>Takes a request and closes the connection: whoever sent it cannot know whether it was done.</summary>
    sealed class HangsUp : IAsyncDisposable
    {
        readonly TcpListener listener = new(IPAddress.Loopback, 0);
        readonly Task loop;
        int met;

        public HangsUp()
        {
            listener.Start();
            loop = Accept();
        }

        public string Address => $"http://{listener.LocalEndpoint}";
        /// <summary>Requests other than looks at its health.</summary>
        public int Met => Volatile.Read(ref met);

        async Task Accept()
        {
            try
            {
                while (true)
                {
                    using var connection = await listener.AcceptTcpClientAsync();
                    var bytes = new byte[4096];
                    var read = await connection.GetStream().ReadAsync(bytes);
                    var text = System.Text.Encoding.ASCII.GetString(bytes, 0, read);
                    if (text.Contains("/health", StringComparison.Ordinal)) await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                    else if (read > 0) Interlocked.Increment(ref met);
                }
            }
            catch (SocketException)
            {
            }
        }

        public async ValueTask DisposeAsync()
        {
            listener.Stop();
            await loop;
        }
    }
}
