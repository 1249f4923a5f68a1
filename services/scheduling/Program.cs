using ClinicNetwork.Scheduling;

await SchedulingHost.Build(args).RunAsync();
