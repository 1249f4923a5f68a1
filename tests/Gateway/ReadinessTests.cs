using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Gateway;

namespace ClinicNetwork.Tests.Gateway;

public sealed class ReadinessTests(RunningGateway gateway) : IClassFixture<RunningGateway>, IAsyncLifetime
{
    readonly EchoService insurance = new("insurance");

    public Task InitializeAsync() => insurance.Start();

    [Fact]
    public async Task The_gateway_opens_when_every_service_was_complete_and_an_outage_does_not_close_it()
    {
        insurance.Complete = false;
        using var client = await gateway.Start(("Services:insurance", insurance.Address));
        await Probe.Until(() => Text(client, "/health/ready"), text => text.Contains("not complete yet: insurance", StringComparison.Ordinal));
        Assert.Equal(503, await client.Status("/health/ready"));
        Assert.Equal(200, await client.Status("/health/live"));

        insurance.Complete = true;
        await Probe.Until(() => client.Status("/health/ready"), status => status == 200);

        await insurance.Stop();
        await Probe.Until(() => client.Status("/api/coverages"), status => status >= 500);
        Assert.Equal(200, await client.Status("/health/ready"));
    }

    [Fact]
    public async Task A_gateway_started_during_an_outage_opens_when_the_network_was_complete_before()
    {
        var database = $"gateway-test-{Guid.NewGuid():N}";
        insurance.Complete = false;
        using var never = await gateway.Start(("Services:insurance", insurance.Address));
        using var before = await gateway.Start(("Database", database));
        await Probe.Until(() => before.Status("/health/ready"), status => status == 200);

        using var after = await gateway.Start(("Database", database), ("Services:insurance", insurance.Address));
        await Probe.Until(() => after.Status("/health/ready"), status => status == 200);
        Assert.Equal(503, await never.Status("/health/ready"));
    }

    [Fact]
    public async Task Without_its_database_the_gateway_says_so_and_still_passes_requests_on()
    {
        using var client = await gateway.Start(("ConnectionStrings:MongoDb", "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200"));
        await Probe.Until(() => client.Status("/health/ready"), status => status == 200);
        Assert.Equal(200, await client.Status("/api/worklist"));
        var health = (await (await client.GetAsync(new Uri("/health", UriKind.Relative))).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks");
        Assert.Equal("Unhealthy: does not answer", health.GetProperty("database").GetString());
        Assert.StartsWith("Healthy", health.GetProperty("network").GetString(), StringComparison.Ordinal);
    }

    static async Task<string> Text(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task DisposeAsync() => await insurance.DisposeAsync();
}
