using System.Diagnostics;
using ClinicNetwork.Engines;

namespace ClinicNetwork.Tests.Engines;

/// <summary>The host that test processes share, here with engines that are given, so that it has none to start.</summary>
public sealed class LeasedEngineHosts
{
    [Fact]
    public async Task A_host_ends_and_leaves_nothing_when_the_holder_of_its_last_lease_was_killed()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"clinic-network-lease-test-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path.Combine(folder, "leases"));
        using var holder = Start("sh", "-c", $"exec 9>{folder}/leases/1; flock 9; exec sleep 600");
        try
        {
            await Probe.Until(() => File.Exists($"{folder}/leases/1"), "the lease is taken");
            using var host = Start("dotnet", typeof(EngineLease).Assembly.Location, "--lease", folder);
            await Probe.Until(() => File.Exists($"{folder}/engines.json"), "the host says what it has");
            Assert.Contains("mongodb://given", await File.ReadAllTextAsync($"{folder}/engines.json"));
            Assert.False(host.HasExited);
            holder.Kill();
            await host.WaitForExitAsync();
            Assert.Equal(0, host.ExitCode);
            Assert.False(Directory.Exists(folder));
        }
        finally
        {
            holder.Kill();
        }
    }

    [Fact]
    public async Task Leases_of_one_build_share_their_engines()
    {
        await using var first = await EngineLease.AcquireAsync();
        await using var second = await EngineLease.AcquireAsync();
        Assert.Equal((first.MongoConnectionString, first.RabbitMqConnectionString), (second.MongoConnectionString, second.RabbitMqConnectionString));
        Assert.Equal(first.Processes, second.Processes);
    }

    static Process Start(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments);
        info.Environment[EngineSet.MongoVariable] = "mongodb://given";
        info.Environment[EngineSet.RabbitMqVariable] = "amqp://given";
        return Process.Start(info)!;
    }
}
