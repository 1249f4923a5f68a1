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
