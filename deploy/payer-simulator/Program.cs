using ClinicNetwork.PayerSimulator;

await SimulatorHost.Build(args).RunAsync();
