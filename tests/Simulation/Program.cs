using System.Globalization;
using ClinicNetwork.Engines;
using ClinicNetwork.Tests.Simulation;

// --histories N: plays so many, on every core; --from SEED: beginning there; --seed N: plays one and writes it down; --fault TEXT: with that one planted; --engines: on real engines, one after the other.
int Option(string name, int standard) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? int.Parse(args[i + 1], CultureInfo.InvariantCulture) : standard;

var fault = Array.IndexOf(args, "--fault") is >= 0 and var at && at + 1 < args.Length ? Faults.All.Single(f => f.Key.Contains(args[at + 1], StringComparison.Ordinal)).Value : null;

if (args.Contains("--seed"))
{
    var wrong = History.Play(Option("--seed", 1), fault, write: true, out var world);
    foreach (var line in world.Log) Console.WriteLine(line);
    foreach (var (what, count) in world.Tally.OrderBy(t => t.Key, StringComparer.Ordinal)) Console.WriteLine($"{count,6}  {what}");
    foreach (var line in wrong) Console.WriteLine($"WRONG  {line}");
    return wrong.Count == 0 ? 0 : 1;
}

if (args.Contains("--engines"))
{
    await using var lease = await EngineLease.AcquireAsync();
    await using var ground = await EngineGround.Open(lease.MongoConnectionString, lease.RabbitMqConnectionString);
    var bad = 0;
    for (var seed = Option("--from", 1); seed < Option("--from", 1) + Option("--histories", 50); seed++)
    {
        var wrong = ground.Play(seed);
        Console.WriteLine($"seed {seed}: {(wrong.Count == 0 ? "passed" : string.Join(" | ", wrong.Take(4)))}");
        if (wrong.Count > 0) bad++;
    }
    return bad == 0 ? 0 : 1;
}

var (histories, from) = (Option("--histories", 2000), Option("--from", 1));
var (clock, done, failed) = (TimeProvider.System, 0, 0);
var began = clock.GetTimestamp();
Parallel.For(from, from + histories, seed =>
{
    var wrong = History.Play(seed, fault);
    if (wrong.Count > 0)
    {
        Interlocked.Increment(ref failed);
        Console.WriteLine($"seed {seed}: {string.Join(" | ", wrong.Take(4))}");
    }
    if (Interlocked.Increment(ref done) is var n && n % 1000 == 0)
        Console.Error.WriteLine($"{n} of {histories}, {failed} failed, {n / clock.GetElapsedTime(began).TotalSeconds:0} a second");
});
Console.WriteLine($"{histories - failed} passed, {failed} failed");
return failed == 0 ? 0 : 1;
