using ClinicNetwork.Hosting;

namespace ClinicNetwork.PayerSimulator;

/// <summary>The program, put together.</summary>
public static class SimulatorHost
{
    public static WebApplication Build(params string[] args)
    {
        var builder = ClinicHost.CreateBuilder(args, "payer-simulator", new Queue("payer-simulator", typeof(AuthorizationRequests)));
        builder.Services.AddPayerSimulator(SimulatedPayers.Read(builder.Configuration["Payers"] ?? Path.Combine(AppContext.BaseDirectory, "payers.json")));
        var app = builder.Build();
        app.UseClinic();
        return app;
    }

    /// <summary>What decides and stores: everything but the bus and HTTP.</summary>
    public static void AddPayerSimulator(this IServiceCollection services, SimulatedPayers payers)
    {
        services.AddSingleton(payers);
        services.AddDocuments<SimulatedRequest, SimulatedFact>("requests", SimulatedRequest.Publish, SimulatedRequest.Timer);
    }
}
