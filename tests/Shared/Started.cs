using ClinicNetwork.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicNetwork.Tests.Shared;

/// <summary>A service that can take requests.</summary>
public static class Started
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Starts it and waits for its indexes: lists name theirs, and a quick test would drop its database while they are being made in it.</summary>
    public static async Task StartIndexed(this WebApplication app)
    {
        await app.StartAsync();
        var sweeps = app.Services.GetRequiredService<SweepLoop>();
        using var patience = new CancellationTokenSource(Patience);
        while (!sweeps.Indexed) await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }
}
