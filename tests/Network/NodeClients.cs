using System.ComponentModel;
using System.Diagnostics;
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
    const string Cure = "install Node 18 or newer with npm (on Debian as root: apt-get install nodejs npm) and run 'npm ci' in tests/Clients";
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly string Scripts = Path.Combine(Repository.Root, "tests", "Clients");

    [Theory]
    [InlineData("fhir-kit-client", "general-hospital")]
    [InlineData("fhirclient", "lakeside-medical-center")]
    [InlineData("medplum", "st-brendan")]
    public async Task A_client_of_the_field_does_all_that_a_hospital_does(string client, string hospital)
    {
        Assert.True(Directory.Exists(Path.Combine(Scripts, "node_modules")), $"The clients are not installed: {Cure}.");
        using var node = Node(client + ".js", new Uri(network.Network.Gateway, "fhir").ToString(), hospital, Path.Combine(network.State, "keys", $"partner-{hospital}.json"));
        var said = Task.WhenAll(node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        await using var stop = patience.Token.Register(() => node.Kill(entireProcessTree: true));
        await node.WaitForExitAsync();

        var words = string.Concat(await said);
        output.WriteLine(words);
        Assert.True(node.ExitCode == 0, $"{client} ended with {node.ExitCode}{(patience.IsCancellationRequested ? $", stopped after {Patience}" : "")}: {words}");
    }

    static Process Node(params IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", arguments) { WorkingDirectory = Scripts, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception e)
        {
            Assert.Fail($"Node cannot be started ({e.Message}): {Cure}.");
            throw;
        }
    }
}
