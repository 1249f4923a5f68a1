using ClinicNetwork.Operations;

await OperationsApp.Build(args).RunAsync();
