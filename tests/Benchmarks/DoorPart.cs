using System.Text.Json;
using System.Text.Json.Nodes;
using ClinicNetwork.Referrals;
using ClinicNetwork.Tests.Referrals;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>What 1 MiB of anything costs to read or to refuse: in one process, without engines.</summary>
static class DoorPart
{
    const int Size = 1000 * 1024, Repeats = 5, Aim = 100;

    public static int Run()
    {
        var table = new Table();
        var rules = Rules();
        foreach (var (shape, make) in Shapes.All)
        {
            var answer = Measure(table, shape, make(Size), rules);
            // What has too many elements is refused before it is parsed: as many as are taken cost more.
            for (var size = Size; answer is "too-many-elements"; size = size * 9 / 10)
                if (Shapes.Read(make(size), rules) is not "too-many-elements") answer = Measure(table, shape, make(size), rules);
        }
        Console.WriteLine(table);
        return 0;
    }

    static string Measure(Table table, string shape, byte[] request, ScreeningRules rules)
    {
        // The first reading compiles.
        var answer = Shapes.Read(request, rules);
        List<double> times = [.. Enumerable.Range(0, Repeats).Select(_ => Milliseconds(request, rules)).Order()];
        table.Add($"{request.Length / 1024} KiB of {shape}: {answer}", $"{Table.Number(times[Repeats / 2])} ms of processor time", aim: $"≤ {Aim} ms");
        return answer;
    }

    /// <summary>Of all threads: the collector's work belongs to it.</summary>
    static double Milliseconds(byte[] request, ScreeningRules rules)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        Shapes.Read(request, rules);
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    static ScreeningRules Rules() =>
        JsonNode.Parse(Tests.Shared.Repository.Read("deploy/local/Seed/referral.json"))![0]!["body"].Deserialize<ScreeningRules>(JsonSerializerOptions.Web)!;
}
