using ClinicNetwork.Contracts.Referral.V1;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>MassTransit by itself: publish with confirms to a quorum queue and consume from it, in this process.</summary>
static class RawBus
{
    const string Name = "benchmark-floor";
    static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);
    static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    public static async Task Run(BenchNetwork network, Table table, CancellationToken ct)
    {
        var consumed = new Consumed();
        await using var services = new ServiceCollection().AddLogging().AddSingleton(consumed).AddMassTransit(bus =>
        {
            bus.AddConsumer<Consumer>();
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(network.RabbitMq), host => host.PublisherConfirmation = true);
                rabbit.PrefetchCount = 48;
                rabbit.ConcurrentMessageLimit = 16;
                rabbit.MessageTopology.SetEntityNameFormatter(new OwnNames());
                rabbit.ReceiveEndpoint(Name, endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.ConfigureConsumer<Consumer>(context);
                });
            });
        }).BuildServiceProvider();
        var control = services.GetRequiredService<IBusControl>();
        await control.StartAsync(ct);
        try
        {
            foreach (var publishers in new[] { 1, 32 })
            {
                var published = await Load.Run(publishers, Lead, Time, async token =>
                {
                    var message = new CoverageRequested { ReferralId = Guid.NewGuid().ToString("N"), Version = 1, Chain = "bay-state-therapy", Visits = 8, Priority = "routine" };
                    var arrival = consumed.Expect(message.ReferralId);
                    await control.Publish(message, token);
                    await arrival;
                }, ct);
                table.Add($"Floor: publish with confirm and consume, quorum queue, {publishers} at once", published.ToString());
            }
        }
        finally
        {
            await control.StopAsync(CancellationToken.None);
        }
    }

    sealed class OwnNames : IEntityNameFormatter
    {
        public string FormatEntityName<T>() => $"{Name}.{typeof(T).Name}";
    }

    sealed class Consumed
    {
        readonly System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource> waiting = new();

        public Task Expect(string id) => (waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public void Arrived(string id)
        {
            if (waiting.TryRemove(id, out var source)) source.TrySetResult();
        }
    }

    sealed class Consumer(Consumed consumed) : IConsumer<CoverageRequested>
    {
        public Task Consume(ConsumeContext<CoverageRequested> context)
        {
            consumed.Arrived(context.Message.ReferralId);
            return Task.CompletedTask;
        }
    }
}
