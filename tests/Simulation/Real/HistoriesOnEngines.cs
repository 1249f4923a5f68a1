using ClinicNetwork.Tests.Shared;

namespace ClinicNetwork.Tests.Simulation;

/// <summary>The same histories over the real engines: what the model promises, they keep.</summary>
[Collection(OnEngines.Name)]
public sealed class HistoriesOnEngines(Engines engines) : IAsyncLifetime
{
    EngineGround? ground;

    public async Task InitializeAsync() => ground = await EngineGround.Open(engines.MongoDb, engines.RabbitMq);

    public Task DisposeAsync() => ground!.DisposeAsync().AsTask();

    [Fact]
    public void Two_histories_end_well_on_real_engines() => Assert.Empty(Wrong(seeds: 2));

    [Fact, Trait("Category", "night")]
    public void Fifty_histories_end_well_on_real_engines() => Assert.Empty(Wrong(seeds: 50));

    IEnumerable<string> Wrong(int seeds) => Enumerable.Range(1, seeds).SelectMany(seed => ground!.Play(seed).Select(violation => $"seed {seed}: {violation}"));
}
