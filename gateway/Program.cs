using ClinicNetwork.Gateway;

await GatewayApp.Build(args).RunAsync();
