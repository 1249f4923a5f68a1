using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Fhir;
using ClinicNetwork.Tests.Referrals.Structures;
using Xunit.Abstractions;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>Orders of any structure, sent: each is answered in time, never as a fault of ours, and what is accepted reads back equal.</summary>
/// <remarks>STRUCTURES_OVER_HTTP: how many, 300 when left out.</remarks>
[Collection(OnEngines.Name)]
public sealed class AnyStructureOverHttp(RunningService service, ITestOutputHelper output) : IClassFixture<RunningService>
{
    /// <summary>Between the first half and the second, in bytes on the managed heap.</summary>
    const long Growth = 24 << 20;
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Is_answered_and_reads_back_equal_and_leaves_nothing_behind()
    {
        var (count, statuses) = (AnyStructure.Number("STRUCTURES_OVER_HTTP", 300), new SortedDictionary<int, int>());
        await Play(AnyStructure.FirstSeed, count / 2, statuses);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Play(AnyStructure.FirstSeed + count / 2, count - count / 2, statuses);
        var after = GC.GetTotalMemory(forceFullCollection: true);

        output.WriteLine($"{string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}"))}; heap {before >> 10} KiB after half, {after >> 10} KiB at the end, {Environment.WorkingSet >> 20} MiB resident");
        Assert.InRange(statuses.GetValueOrDefault(201), count / 20, count);
        Assert.InRange(after, 0, before + Growth);
    }

    [Fact]
    public async Task As_much_of_anything_as_a_request_may_have_is_answered()
    {
        var (statuses, orders) = (new SortedDictionary<int, int>(), 0);
        foreach (var (shape, make) in Shapes.All)
            foreach (var size in new[] { FhirJson.MaxBytes * 9 / 10, FhirJson.MaxBytes / 20 })
            {
                var json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(make(size)).Replace("ORD-1", $"LARGE-{++orders}", StringComparison.Ordinal));
                var answer = await service.Post("/fhir", json, service.Senders.Token("general-hospital"), ("Content-Type", "application/fhir+json")).WaitAsync(Longest);
                Assert.True((int)answer.StatusCode < 500, $"{shape}, {size}: {(int)answer.StatusCode}");
                statuses[(int)answer.StatusCode] = statuses.GetValueOrDefault((int)answer.StatusCode) + 1;
                if (answer.StatusCode is HttpStatusCode.Created) Assert.Equal(HttpStatusCode.OK, (await service.Get(answer.Headers.Location!.PathAndQuery, service.Senders.Token("general-hospital"))).StatusCode);
            }
        output.WriteLine(string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}")));
        Assert.True(statuses.ContainsKey(201));
    }

    async Task Play(int first, int count, SortedDictionary<int, int> statuses)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            var sent = Mutator.Of(seed);
            var json = Encoding.UTF8.GetBytes(sent.ToJsonString());
            var path = sent["resourceType"]?.ToString() == "ServiceRequest" ? "/fhir/ServiceRequest" : "/fhir";
            var answer = await service.Post(path, json, service.Senders.Token("general-hospital"), ("Content-Type", "application/fhir+json")).WaitAsync(Longest);
            var body = await answer.Content.ReadAsStringAsync();
            statuses[(int)answer.StatusCode] = statuses.GetValueOrDefault((int)answer.StatusCode) + 1;
            if (!answer.IsSuccessStatusCode)
            {
                Assert.True((int)answer.StatusCode < 500, $"seed {seed}: {(int)answer.StatusCode} {body}\n{Encoding.UTF8.GetString(json)}");
                Assert.Equal("OperationOutcome", JsonNode.Parse(body)!["resourceType"]!.ToString());
                continue;
            }
            if (answer.StatusCode is not HttpStatusCode.Created) continue;
            var read = await service.Get(answer.Headers.Location!.PathAndQuery, service.Senders.Token("general-hospital"));
            if (Said.Difference(AnyStructure.Allowed(json), JsonNode.Parse(await read.Content.ReadAsStringAsync())!.AsObject()) is { } difference)
                Assert.Fail($"seed {seed}: {difference}\n{Encoding.UTF8.GetString(json)}");
        }
    }
}
