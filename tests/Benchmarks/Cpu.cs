using System.Globalization;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>Processor time of each process of the network and of this one: on a busy machine it says more than the clock.</summary>
sealed class Cpu(BenchNetwork network)
{
    const double TicksPerSecond = 100;
    readonly Dictionary<string, double> before = Read(network);
    Dictionary<string, double>? after;

    /// <summary>Watches a stretch of time that begins later.</summary>
    public static async Task<Cpu> Watch(BenchNetwork network, TimeSpan lead, TimeSpan time, CancellationToken ct)
    {
        await Task.Delay(lead, ct);
        var cpu = new Cpu(network);
        await Task.Delay(time, ct);
        cpu.after = Read(network);
        return cpu;
    }

    /// <summary>Milliseconds of processor time for each of so many things since this was made, by process.</summary>
    public string Per(double count)
    {
        var each = (after ?? Read(network)).Select(p => (p.Key, Milliseconds: (p.Value - before.GetValueOrDefault(p.Key)) * 1000 / Math.Max(1, count))).OrderByDescending(p => p.Milliseconds).ToList();
        return $"{Table.Number(each.Sum(e => e.Milliseconds), 1)} ms: {string.Join(", ", each.Where(e => e.Milliseconds >= 0.05).Select(e => $"{e.Key} {Table.Number(e.Milliseconds, 1)}"))}";
    }

    static Dictionary<string, double> Read(BenchNetwork network) =>
        network.Processes.ToDictionary(p => p.Key == "launcher" ? "client" : p.Key, p => p.Key == "launcher" ? Own(p.Value) : Tree(p.Value));

    static double Tree(int pid)
    {
        try
        {
            return Own(pid) + File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Sum(child => Tree(int.Parse(child, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Seconds, user and system, its own and of children that have ended.</summary>
    static double Own(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        // The launcher has no ended child of the network's: its own are the network's processes, counted by themselves.
        var take = pid == Environment.ProcessId ? 2 : 4;
        return fields.Skip(11).Take(take).Sum(f => double.Parse(f, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
