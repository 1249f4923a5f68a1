using ClinicNetwork.Engines;

namespace ClinicNetwork.Local;

/// <summary>The gateway and the services, each a supervised process of its own.</summary>
sealed class ServiceSet : IAsyncDisposable
{
    readonly IReadOnlyList<SupervisedEngine> services;

    /// <param name="settings">What each of them is told.</param>
    /// <param name="extra">Environment on top of it.</param>
    /// <param name="logs">The folder of their logs; those of the run before are kept as <c>.old</c>.</param>
    /// <param name="progress">Hears what is going on.</param>
    /// <param name="changed">Called when a process was started.</param>
    /// <param name="http">Asks them whether they live.</param>
    public ServiceSet(ServiceSettings settings, IReadOnlyDictionary<string, string?> extra, string logs, IProgress<string> progress, Action changed, HttpClient http)
    {
        services = [.. settings.Instances.Select(instance => new SupervisedEngine(Engine(instance), progress, changed, TimeProvider.System))];

        ServiceEngine Engine(Instance instance)
        {
            var environment = settings.For(instance);
            foreach (var (name, value) in extra) environment[name] = value;
            var log = Path.Combine(logs, instance.Name + ".log");
            if (File.Exists(log)) File.Move(log, log + ".old", overwrite: true);
            return new(instance, settings.Addresses[instance.Name], log, environment, http);
        }
    }

    /// <summary>Process ids now, by name.</summary>
    public IEnumerable<KeyValuePair<string, int>> Processes =>
        services.Select(s => (s.Name, s.Pid)).Where(s => s.Pid is not null).Select(s => KeyValuePair.Create(s.Name, s.Pid ?? 0));

    public IDisposable Hold(string name) => services.Single(service => service.Name == name).Hold();

    /// <summary>Starts all of them side by side; done when each one answers.</summary>
    public Task StartAsync(CancellationToken cancellation) => Task.WhenAll(services.Select(service => service.StartAsync(cancellation)));

    public async ValueTask DisposeAsync() => await Task.WhenAll(services.Select(service => service.DisposeAsync().AsTask()));
}
