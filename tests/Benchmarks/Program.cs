using ClinicNetwork.Tests.Benchmarks;

if (args is ["door"]) return DoorPart.Run();
string[] known = ["burst", "writes", "journey", "sustained", "intake"];
// growth takes as long as writing takes: by itself, to the sizes that are named.
int[] sizes = args is ["growth", .. var named] ? [.. named.Select(int.Parse)] : [];
if (args is ["growth"]) sizes = [1_000, 100_000, 1_000_000];
var parts = sizes.Length > 0 ? [] : args.Length == 0 ? known : args;
if (parts.Except(known).Any())
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Benchmarks [-- {string.Join('|', known)} | door | growth [SIZE ...]]");
    return 2;
}

using var stop = new CancellationTokenSource(sizes.Length > 0 ? TimeSpan.FromHours(4) : TimeSpan.FromMinutes(6));
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
try
{
    var table = new Table();
    await using var network = await BenchNetwork.Start(stop.Token);
    // The burst comes first, to a cold network; intake last: it leaves behind what its stopped consumers have not taken.
    if (sizes.Length > 0) await GrowthPart.Run(network, table, sizes, stop.Token);
    if (parts.Contains("burst")) await BurstPart.Run(network, table, stop.Token);
    if (parts.Contains("writes")) await WritesPart.Run(network, table, stop.Token);
    if (parts.Contains("journey")) await JourneyPart.Run(network, table, stop.Token);
    if (parts.Contains("sustained")) await SustainedPart.Run(network, table, stop.Token);
    if (parts.Contains("intake")) await IntakePart.Run(network, table, stop.Token);
    Console.WriteLine(table);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("stopped: interrupted, or not done in time");
    return 1;
}
