using ClinicNetwork.Insurance;

await InsuranceHost.Build(args).RunAsync();
