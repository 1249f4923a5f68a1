using ClinicNetwork.Contracts.Insurance.V1;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.PayerSimulator;

/// <summary>The program, put together.</summary>
public static class SimulatorHost
{
    public static WebApplication Build(params string[] args)
    {
        var builder = ClinicHost.CreateBuilder(args, "payer-simulator");
        builder.Services.AddPayerSimulator(SimulatedPayers.Read(builder.Configuration["Payers"] ?? Path.Combine(AppContext.BaseDirectory, "payers.json")));
        var app = builder.Build();
        app.UseClinic();
        app.MapWaitingRoom("payer-simulator");
        return app;
    }

    /// <summary>What decides, stores and tells: everything but the bus and HTTP.</summary>
    public static void AddPayerSimulator(this IServiceCollection services, SimulatedPayers payers)
    {
        services.AddSingleton(payers);
        services.AddAggregate(SimulatedRequest.Rules);
        services.AddHandler<AuthorizationSubmitted, AuthorizationRequests>();
    }
}
