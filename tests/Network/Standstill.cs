using System.Diagnostics;

namespace Tests.Network;

/// <summary>A whole process group stands still where it is (SIGSTOP) until the end of the block: nobody starts it again, and it answers nobody.</summary>
sealed class Standstill : IAsyncDisposable
{
    readonly int pid;

    Standstill(int pid) => this.pid = pid;

    public static async Task<Standstill> Of(NetworkFixture network, string name)
    {
        var still = new Standstill(network.Pid(name));
        await Signal("STOP", still.pid);
        return still;
    }

    public async ValueTask DisposeAsync() => await Signal("CONT", pid);

    static async Task Signal(string signal, int pid)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", $"-{pid}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
