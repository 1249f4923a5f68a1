using ClinicNetwork.Engines;

return await EnginesCommand.RunAsync(args);
