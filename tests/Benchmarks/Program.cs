using ClinicNetwork.Tests.Benchmarks;

string[] known = ["burst", "writes", "journey", "sustained", "intake"];
var parts = args.Length == 0 ? known : args;
if (parts.Except(known).Any())
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project tests/Benchmarks [-- {string.Join('|', known)}]");
    return 2;
}

using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(6));
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
    Console.Error.WriteLine("stopped: interrupted, or not done within six minutes");
    return 1;
}
