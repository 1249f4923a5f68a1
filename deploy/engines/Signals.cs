using System.Runtime.InteropServices;

namespace ClinicNetwork.Engines;

/// <summary>POSIX signals to processes and process groups: .NET itself can only SIGKILL.</summary>
static class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    public static void Send(int pid, int signal) => _ = KillNative(pid, signal);

    /// <summary>Signals every process of the group that <paramref name="pid"/> leads.</summary>
    public static void SendToGroup(int pid, int signal) => _ = KillNative(-pid, signal);

    public static bool IsAlive(int pid) => KillNative(pid, 0) == 0 || Marshal.GetLastPInvokeError() == NotPermitted;

    public static bool IsRoot => UserId == 0;

    public static uint UserId => GetEffectiveUserId();

    const int NotPermitted = 1;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int KillNative(int pid, int signal);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern uint GetEffectiveUserId();
}
