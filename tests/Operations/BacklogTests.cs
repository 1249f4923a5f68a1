using System.Net;
using ClinicNetwork.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicNetwork.Tests.Operations;

/// <summary>What waits at a service, as it tells the console.</summary>
public sealed class BacklogTests(RunningOperations operations) : IClassFixture<RunningOperations>
{
    [Fact]
    public async Task A_service_tells_what_lies_on_its_queues_who_reads_them_and_what_it_has_handled()
    {
        var app = await operations.StartWithBus();
        using var client = new HttpClient { BaseAddress = new(app.Urls.First()) };
        await Probe.Until(() => client.GetAsync(new Uri("/health/bus", UriKind.Relative)), ready => ready.IsSuccessStatusCode);
        var bus = app.Services.GetRequiredService<IBus>();
        foreach (var id in new[] { Some.Id(), Some.Id(), Some.Id() }) await bus.Publish(Some.Event(id, 1));

        var backlog = await Probe.Until(() => app.Services.GetRequiredService<Backlogs>().Look(default), seen => seen.Queues is [{ Readers: > 0, Handled: >= 3 }]);
        Assert.Equal("operations", Assert.Single(backlog.Queues).Name);
    }

    [Fact]
    public async Task Without_a_broker_its_queues_are_unknown_and_nobody_waits_for_it()
    {
        var queue = Assert.Single((await operations.App.Services.GetRequiredService<Backlogs>().Look(default)).Queues);
        Assert.Equal(("operations", null, null, 0L), (queue.Name, queue.Waiting, queue.Readers, queue.Handled));
    }

    [Fact]
    public async Task People_do_not_get_at_it()
    {
        var address = new Uri("/internal/backlog", UriKind.Relative);
        Assert.Equal(HttpStatusCode.Unauthorized, (await operations.Client.GetAsync(address)).StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = operations.Token("operator", "*") } };
        Assert.Equal(HttpStatusCode.Forbidden, (await operations.Client.SendAsync(request)).StatusCode);
    }
}
