using System.Globalization;

namespace ClinicNetwork.Tests.Benchmarks;

/// <summary>The figures as a Markdown table, with the machine that they were taken on.</summary>
sealed class Table
{
    readonly List<string> rows = [];
    readonly string loadBefore = Load();

    /// <param name="what">What was measured.</param>
    /// <param name="figure">With its unit.</param>
    /// <param name="ratio">To its floor, where it has one.</param>
    /// <param name="aim">What it should be.</param>
    public void Add(string what, string figure, string ratio = "", string aim = "")
    {
        rows.Add($"| {what} | {figure} | {ratio} | {aim} |");
        Console.Error.WriteLine($"{what}: {figure}{(ratio.Length > 0 ? $", ratio {ratio}" : "")}");
    }

    public static string Number(double value, int digits = 0) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);

    public override string ToString() => string.Join('\n', rows
        .Prepend("| --- | --- | --- | --- |").Prepend("| What | Figure | Ratio | Aim |")
        .Append("").Append($"{Environment.ProcessorCount} cores, {Processor()}, .NET {Environment.Version}; load (1, 5, 15 min) {loadBefore} before, {Load()} after."));

    static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    static string Processor() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
}

/// <summary>How long each of many things took.</summary>
sealed record Latencies(IReadOnlyList<TimeSpan> Sorted)
{
    public static Latencies Of(IEnumerable<TimeSpan> times) => new([.. times.Order()]);

    /// <param name="part">0 to 1, e.g. 0.5 for the median.</param>
    public TimeSpan At(double part) => Sorted.Count == 0 ? TimeSpan.Zero : Sorted[Math.Min(Sorted.Count - 1, (int)(Sorted.Count * part))];

    public override string ToString() => $"p50 {Milliseconds(0.5)}, p99 {Milliseconds(0.99)} ms";

    string Milliseconds(double part) => Table.Number(At(part).TotalMilliseconds, At(part).TotalMilliseconds < 10 ? 1 : 0);
}
