using ClinicNetwork.Referrals;

await ReferralService.Build(args).RunAsync();
