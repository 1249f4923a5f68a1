using ClinicNetwork.Local.Engines;
using ClinicNetwork.Local.MongoWire;

return args switch
{
    ["mongo-wire", .. var rest] => await MongoWireCommand.RunAsync(rest),
    ["engines", .. var rest] => await EnginesCommand.RunAsync(rest),
    _ => 2,
};
