using ClinicNetwork.Hosting;
using ClinicNetwork.Operations.Bulk;

namespace ClinicNetwork.Operations.Work;

static class WorkSetup
{
    /// <summary>The coordinators' worklist, what they agree about it, and what they do with several at once.</summary>
    public static void AddWork(this IServiceCollection services)
    {
        services.AddSingleton<WorkItems>();
        services.AddSingleton<IIndexed>(p => p.GetRequiredService<WorkItems>());
        services.AddSingleton<Colleagues>();
        services.AddSingleton<IIndexed>(p => p.GetRequiredService<Colleagues>());
        services.AddSingleton<WorkReader>();
        services.AddSingleton<ChangeStream>();
        services.AddSingleton<Bulks>();
        services.AddSingleton<IIndexed>(p => p.GetRequiredService<Bulks>());
        services.AddSingleton<BulkPreview>();
        services.AddHostedService<BulkRunner>();
    }
}
