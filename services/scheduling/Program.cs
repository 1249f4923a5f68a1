using ClinicNetwork.Hosting;
using ClinicNetwork.Scheduling;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Scheduling.Fhir;
using ClinicNetwork.Scheduling.Network;
using ClinicNetwork.Scheduling.Slots;
using ClinicNetwork.Scheduling.Visits;

var builder = ClinicHost.CreateBuilder(args, "scheduling",
    new Queue("scheduling", typeof(PlaceSeries), typeof(BookSeries), typeof(ReleaseSeries), typeof(FreeClaims)));
builder.Services.AddScheduling();
builder.AddClaimCheck<ReferralClient>("scheduling", "referral");

var app = builder.Build();
app.UseClinic();
app.MapNetwork();
app.MapVisits();
app.MapSeries();
app.MapAppointments();
app.MapDirectory();
app.Run();
