using ClinicNetwork.Local.Demo;
using ClinicNetwork.Verify;

namespace ClinicNetwork.Local;

/// <summary>The sub-commands beside starting the network. Each answers with its exit code.</summary>
static class Commands
{
    public static async Task<int> Run(Arguments arguments) => arguments.Command switch
    {
        "up" => await UpCommand.Run(arguments),
        "token" => await Token(arguments),
        "status" => Status(arguments),
        "verify" => await Verify(arguments),
        "demo" => await Demonstrate(arguments),
        _ => Help(),
    };

    static async Task<int> Token(Arguments arguments)
    {
        var state = State(arguments);
        using var tokens = new Tokens(new(state), Gateway(arguments, state));
        Console.WriteLine(await tokens.For(arguments.Subject, arguments.Id, default));
        return 0;
    }

    static async Task<int> Demonstrate(Arguments arguments)
    {
        var state = State(arguments);
        using var stop = new CancellationTokenSource();
        using var signals = StopSignals.Cancel(stop);
        using var tokens = new Tokens(new(state), Gateway(arguments, state));
        await new Demonstration(Gateway(arguments, state), tokens, Terminal.Standard(), TimeProvider.System).Run(arguments.Referrals, stop.Token);
        return 0;
    }

    static int Status(Arguments arguments)
    {
        var run = RunFile.Read(State(arguments));
        Console.WriteLine(run);
        return run.Running ? 0 : 1;
    }

    static async Task<int> Verify(Arguments arguments)
    {
        var run = RunFile.ReadRunning(State(arguments));
        var found = await Verifier.Verify(run.Addresses["mongodb"], run.DatabasePrefix, progress: new Errors());
        foreach (var moving in found.Moving) Console.WriteLine($"still moving: {moving}");
        foreach (var violation in found.Violations) Console.WriteLine(violation);
        Console.WriteLine(found.Violations.Count == 0
            ? $"{found.Documents} documents read: every invariant holds."
            : $"{found.Documents} documents read: {found.Violations.Count} violations.");
        return found.Violations.Count == 0 ? 0 : 1;
    }

    /// <summary>Progress goes beside the answer, which others read.</summary>
    sealed class Errors : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }

    static int Help()
    {
        Console.WriteLine(Arguments.Usage);
        return 0;
    }

    static StateFolder State(Arguments arguments) => new(arguments.State ?? Repository.UsualState);

    static Uri Gateway(Arguments arguments, StateFolder state) => arguments.Port is { } port
        ? new($"http://127.0.0.1:{port}/")
        : new(RunFile.ReadRunning(state).Addresses["gateway"]);
}
