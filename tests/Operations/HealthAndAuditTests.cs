using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Hosting;
using ClinicNetwork.Operations;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;

namespace ClinicNetwork.Tests.Operations;

/// <summary>What every service says of itself and of those it refuses, seen at this one, which has no broker here.</summary>
public sealed class HealthAndAuditTests(RunningOperations operations) : IClassFixture<RunningOperations>
{
    [Fact]
    public async Task Without_a_broker_a_service_takes_requests_and_says_that_it_does_not_hear_the_bus()
    {
        await Probe.Until(() => Status("/health/ready"), status => status == 200);
        Assert.Equal(200, await Status("/health/live"));
        Assert.Equal(200, await Status("/health/policy"));
        await Probe.Until(() => Status("/health/bus"), status => status == 503);
        await Probe.Until(() => Status("/health"), status => status == 503);
        Assert.DoesNotContain("masstransit", await Text("/health/ready"), StringComparison.Ordinal);
        Assert.Contains("masstransit-bus", await Text("/health"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_ask_a_check_runs_once_a_second()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var (recent, asked) = (new Recent<int>(clock), 0);
        var slow = new TaskCompletionSource<int>();
        var first = recent.Get(() => { asked++; return slow.Task; });
        clock.Advance(TimeSpan.FromSeconds(5));
        var meanwhile = recent.Get(() => { asked++; return Task.FromResult(2); });
        slow.SetResult(1);
        Assert.Equal((1, 1, 1), (await first, await meanwhile, asked));
        Assert.Equal(2, await recent.Get(() => Task.FromResult(2)));
        Assert.Equal(2, await recent.Get(() => Task.FromResult(3)));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, await recent.Get(() => Task.FromResult(3)));
    }

    [Fact]
    public async Task A_denied_person_is_audited_and_nobody_only_counted()
    {
        var audit = operations.App.Services.GetRequiredService<IMongoDatabase>().GetCollection<AuditEntry>("audit");
        Assert.Equal(401, await Status("/api/overview"));
        Assert.Equal(401, await Status("/overview/events"));
        Assert.Equal(0, await audit.CountDocumentsAsync(e => e.Caller == "anonymous"));
        await Probe.Until(() => Text("/metrics"), text => text.Contains("clinic_access_anonymous_total", StringComparison.Ordinal));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview") { Headers = { Authorization = operations.Token("therapist", "*") } };
        using var answer = await operations.Client.SendAsync(request);
        Assert.Equal(403, (int)answer.StatusCode);
        var entry = await audit.Find(e => e.Caller == "therapist").SingleAsync();
        Assert.Equal(("denied 403", "GET /api/overview"), (entry.Outcome, entry.Resource));
    }

    async Task<int> Status(string path)
    {
        using var answer = await operations.Client.GetAsync(new Uri(path, UriKind.Relative));
        return (int)answer.StatusCode;
    }

    async Task<string> Text(string path)
    {
        using var answer = await operations.Client.GetAsync(new Uri(path, UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }
}
