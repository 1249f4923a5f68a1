using System.Collections.Concurrent;
using Xunit.Abstractions;

namespace Tests.Network;

/// <summary>Which process of a service dies is not noticed: visits, cancellations, rejections and reports go on at the others.</summary>
[Collection(nameof(NetworkOfThree))]
public sealed class ThreeInstances(NetworkOfThree network, ITestOutputHelper output)
{
    [Fact, Trait("Category", "night")]
    public Task Each_of_three_instances_is_killed_and_every_referral_ends_as_people_said() => SeveralInstances.AreKilled(network, output);
}

/// <summary>The version before runs beside this one, as while a new one is rolled out: both understand each other's messages and documents.</summary>
[Collection(nameof(NetworkOfTwoVersions))]
public sealed class TwoVersions(NetworkOfTwoVersions network, ITestOutputHelper output)
{
    [Fact, Trait("Category", "night")]
    public Task Each_instance_of_either_version_is_killed_and_every_referral_ends_as_people_said() => SeveralInstances.AreKilled(network, output);
}

static class SeveralInstances
{
    const int SideBySide = 6;

    /// <summary>Every instance of every service is killed once, one after the other, while people bring referrals to each of their ends.</summary>
    public static async Task AreKilled(NetworkFixture network, ITestOutputHelper output)
    {
        using var people = await People.Of(network);
        var ends = new ConcurrentDictionary<string, string>();
        var killing = KillEach(network);
        await Task.WhenAll(Enumerable.Range(0, SideBySide).Select(async _ =>
        {
            do
            {
                var (treated, cancelled, rejected) = (await Sent(people, "Harborview", "Treating"), await Sent(people, "Harborview", "Treating"), await Sent(people, null, "InReview"));
                await Task.WhenAll(people.Complete(treated), people.Cancel(cancelled), people.Reject(rejected));
                (ends[treated], ends[cancelled], ends[rejected]) = ("completed 7.0", "cancelled 6.0 cancelled", "rejected 4.0 service-inappropriate");
            }
            while (!killing.IsCompleted);
        }));
        output.WriteLine($"{await killing} instances killed while {ends.Count} referrals came to their ends");

        await network.Network.WaitUntilReady();
        foreach (var (id, end) in ends)
        {
            await people.Hospital.UntilTask(id, end, minutes: 3);
            await people.Stage(id, "Ended");
            Assert.Equal(end.StartsWith("completed", StringComparison.Ordinal) ? 1 : 0, (await network.Referral(id)).Facts().Count(fact => fact == "ReportIssued"));
        }
        await network.NobodyWaits();
        await network.IsConsistent();
    }

    /// <summary>A referral that is sent until it is taken, at the stage where people act on it.</summary>
    /// <param name="payer">As in <see cref="Hospital.MakeUp"/>; null for one that a coordinator has to look at.</param>
    static async Task<string> Sent(People people, string? payer, string stage)
    {
        var id = (await people.Hospital.SendUntilTaken((payer is null ? Hospital.Doubtful() : Hospital.MakeUp(payer)).Bundle.ToJsonString())).Id;
        await people.Stage(id, stage);
        return id;
    }

    static async Task<int> KillEach(NetworkFixture network)
    {
        var instances = network.Network.Processes.Keys.Where(name => NetworkFixture.Services.Contains(name.Split('-')[0])).ToList();
        foreach (var name in instances)
        {
            var victim = network.Pid(name);
            network.Network.Kill(name);
            await Probe.Until(() => Task.FromResult(network.Network.Processes.TryGetValue(name, out var pid) && pid != victim), () => $"{name} is started again");
        }
        return instances.Count;
    }
}
