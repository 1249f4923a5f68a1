namespace ClinicNetwork.Engines;

/// <summary>One engine that an <see cref="EngineSet"/> keeps running. Its ports and data stay the same over restarts.</summary>
interface IEngine
{
    /// <summary>What people call it, for example <c>postgres</c>.</summary>
    string Name { get; }

    /// <summary>Starts its process, without waiting for it to be usable.</summary>
    Task<ChildProcess> LaunchAsync();

    /// <summary>One try at using it, and at what its first start has to set up; false while it is not up yet.</summary>
    Task<bool> IsUsableAsync(CancellationToken cancellation);

    /// <summary>Ends its process the way it likes best, and by force when that takes too long.</summary>
    Task StopAsync(ChildProcess process);
}
