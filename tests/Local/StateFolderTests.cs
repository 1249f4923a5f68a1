using System.Net;
using System.Net.Sockets;
using ClinicNetwork.Local;

namespace Tests.Local;

public sealed class StateFolderTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clinic-network-state-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_second_launcher_on_the_same_folder_is_told_so_and_the_next_one_is_not()
    {
        var state = new StateFolder(folder.FullName);
        using (state.Take())
        {
            Assert.True(state.InUse);
            Assert.StartsWith("Another launcher is using", Assert.Throws<LaunchException>(state.Take).Message, StringComparison.Ordinal);
        }
        Assert.False(state.InUse);
        state.Take().Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_sentence_with_a_way_out()
    {
        var file = Path.Combine(folder.FullName, "file");
        File.WriteAllText(file, "");
        Assert.Contains("name a folder of your own with --state", Assert.Throws<LaunchException>(new StateFolder(Path.Combine(file, "below")).Take).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_status_of_nothing_says_that_nothing_runs()
    {
        var run = RunFile.Read(new StateFolder(folder.FullName));
        Assert.False(run.Running);
        Assert.Empty(run.Processes);
    }

    [Fact]
    public void A_port_in_use_is_one_sentence_with_a_way_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}/");
        Assert.Contains("choose another port with --port", Assert.Throws<LaunchException>(address.RefuseIfTaken).Message, StringComparison.Ordinal);
    }
}
