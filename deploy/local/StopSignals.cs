using System.Runtime.InteropServices;

namespace ClinicNetwork.Local;

/// <summary>Turns the signals that end a program into a cancellation, so that what it started ends before it does.</summary>
sealed class StopSignals : IDisposable
{
    const int Interrupt = 2;
    readonly List<PosixSignalRegistration> registrations;

    StopSignals(CancellationTokenSource stop)
    {
        // A shell that puts a program into the background may leave SIGINT ignored; Ctrl-C to the group must stop us there too.
        _ = SetDisposition(Interrupt, 0);
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(signal =>
            PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                stop.Cancel();
            }))];
    }

    public static StopSignals Cancel(CancellationTokenSource stop) => new(stop);

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint SetDisposition(int signal, nint handler);
}
