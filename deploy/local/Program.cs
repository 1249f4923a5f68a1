using ClinicNetwork.Local;
using ClinicNetwork.Local.Engines;
using ClinicNetwork.Local.MongoWire;

try
{
    return args switch
    {
        ["mongo-wire", .. var rest] => await MongoWireCommand.RunAsync(rest),
        ["engines", .. var rest] => await EnginesCommand.RunAsync(rest),
        _ => await Commands.Run(Arguments.Parse(args)),
    };
}
catch (Exception e) when (e is LaunchException or EngineException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"A file cannot be used ({e.Message.TrimEnd('.')}): free some disk, or name a folder of your own with --state.");
    return 1;
}
