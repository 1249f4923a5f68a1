using System.Diagnostics;
using ClinicNetwork.Operations;
using Microsoft.Playwright;

namespace ClinicNetwork.Tests.Operations;

/// <summary>Debian's own Chromium, driven by Playwright; nothing is downloaded from elsewhere.</summary>
static class Chromium
{
    const string Path = "/usr/bin/chromium";

    static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <exception cref="InvalidOperationException">There is none and apt cannot bring it; the message says what to do.</exception>
    public static async Task<IBrowser> Launch(IPlaywright playwright)
    {
        if (!File.Exists(Path)) await Install();
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = Flags });
    }

    static async Task Install()
    {
        await Console.Error.WriteLineAsync($"The browser tests need {Path}: installing Debian's package chromium.");
        using var apt = Process.Start(new ProcessStartInfo("apt-get", ["install", "-y", "chromium"]) { RedirectStandardOutput = true });
        if (apt is not null) await apt.StandardOutput.ReadToEndAsync();
        if (apt is not null) await apt.WaitForExitAsync();
        if (!File.Exists(Path)) throw new InvalidOperationException($"The browser tests need {Path}: as root, run apt-get install chromium.");
    }
}
