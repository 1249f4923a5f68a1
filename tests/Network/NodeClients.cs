using System.ComponentModel;
using System.Diagnostics;
using ClinicNetwork.Engines;
using ClinicNetwork.Local;
using Xunit.Abstractions;

namespace Tests.Network;

/// <summary>
/// FHIR clients from npm that hospitals use, at the door as it is: a script of <c>tests/Clients</c> drives each through a token, a transaction, conditional
/// create, reads, history, searches to the last page, an update and refusals.
/// </summary>
[Collection(OnNetwork.Name)]
public class NodeClients(NetworkFixture network, ITestOutputHelper output)
{
    const string Cure = "install Node 18 or newer with npm (on Debian as root: apt-get install nodejs npm)";
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly string Scripts = Path.Combine(Repository.Root, "tests", "Clients");

    [Theory]
    [InlineData("fhir-kit-client", "general-hospital")]
    [InlineData("fhirclient", "lakeside-medical-center")]
    [InlineData("medplum", "st-brendan")]
    public async Task A_client_of_the_field_does_all_that_a_hospital_does(string client, string hospital) => await RunClient(client, hospital);

    [Fact]
    public async Task A_receiver_that_dies_and_comes_back_misses_nothing()
    {
        var port = LoopbackPorts.Free();
        await network.MayNotify("lakeside-medical-center", $"http://127.0.0.1:{port}");
        await RunClient("subscriptions", "lakeside-medical-center", $"{port}");
    }

    async Task RunClient(string client, string hospital, params IEnumerable<string> more)
    {
        // npm writes this list last, so it is missing or old where an installation is.
        if (File.GetLastWriteTimeUtc(Path.Combine(Scripts, "node_modules", ".package-lock.json")) < File.GetLastWriteTimeUtc(Path.Combine(Scripts, "package-lock.json"))) await Run("npm", "ci");
        await Run("node", [client + ".js", new Uri(network.Network.Gateway, "fhir").ToString(), hospital, Path.Combine(network.State, "keys", $"partner-{hospital}.json"), .. more]);
    }

    async Task Run(string program, params IReadOnlyList<string> arguments)
    {
        using var node = Start(program, arguments);
        var said = Task.WhenAll(node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        await using var stop = patience.Token.Register(() => node.Kill(entireProcessTree: true));
        await node.WaitForExitAsync();

        var words = string.Concat(await said);
        output.WriteLine(words);
        Assert.True(node.ExitCode == 0, $"{program} {arguments[0]} ended with {node.ExitCode}{(patience.IsCancellationRequested ? $", stopped after {Patience}" : "")}: {words}");
    }

    static Process Start(string program, IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Scripts, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception e)
        {
            Assert.Fail($"{program} cannot be started ({e.Message}): {Cure}.");
            throw;
        }
    }
}
