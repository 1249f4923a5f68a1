using System.Net;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Tests.Network;

/// <summary>The 87 referrals that were written elsewhere, through the public API to their explained ends.</summary>
[Collection(OnNetwork.Name)]
public class Conformance(NetworkFixture network, ITestOutputHelper output)
{
    static readonly string[] Waiting = ["authorization-pending", "no-answer"];

    [SkippableByData]
    public async Task Every_referral_written_elsewhere_is_answered_201_and_ends_as_expected_with_its_reason()
    {
        var hospitals = new Dictionary<string, HttpClient>();
        foreach (var partner in new[] { "general-hospital", "lakeside-medical-center", "st-brendan" }) hospitals[partner] = await network.As(partner);

        var sent = await Task.WhenAll(SharedData.Referrals().Select(async r =>
        {
            var partner = hospitals.Keys.Single(p => r.Bundle.Contains($"https://{p}.example/orders", StringComparison.Ordinal));
            var answer = await hospitals[partner].Send(r.Bundle);
            Assert.True(answer.Status == HttpStatusCode.Created, $"{r.Name}: {answer.Status} {answer.Body.ToJsonString()}");
            Assert.Equal("transaction-response", (string?)answer.Body["type"]);
            return (r.Name, r.Outcome, Hospital: hospitals[partner], answer.Id);
        }));

        var ends = await Task.WhenAll(sent.Select(async s =>
        {
            var last = "";
            var task = await Probe.Until(async () =>
            {
                var task = await s.Hospital.Get($"fhir/Task/{s.Id}");
                last = Hospital.Short(task);
                return Outcome(task) is null ? null : task;
            }, () => $"{s.Name} reaches an end (it is: {last})", minutes: 4);
            return (s.Name, s.Outcome, Got: Outcome(task)!, Short: Hospital.Short(task), Words: (string?)task["statusReason"]?["text"] ?? (string?)task["note"]?[0]?["text"]);
        }));

        foreach (var end in ends) output.WriteLine($"{end.Name}  expected {end.Outcome,-9} got {end.Got,-9} {end.Short,-40} {end.Words}");
        foreach (var group in ends.GroupBy(e => (e.Outcome, e.Got))) output.WriteLine($"expected {group.Key.Outcome,-9} got {group.Key.Got,-9} {group.Count()}");
        Assert.Equal(87, ends.Length);
        Assert.Empty(ends.Where(e => e.Outcome != e.Got).Select(e => $"{e.Name}: expected {e.Outcome}, got {e.Got} ({e.Words})"));
        Assert.All(ends, e => Assert.False(string.IsNullOrWhiteSpace(e.Words), $"{e.Name} has no explanation"));
    }

    /// <summary>booked, estimate, review or rejected; null while it still moves.</summary>
    static string? Outcome(JsonObject task) => Hospital.Short(task).Split(' ') switch
    {
        ["in-progress", "5.1.1"] => "booked",
        ["rejected", ..] => "rejected",
        ["on-hold", _, "estimate-acceptance"] => "estimate",
        ["on-hold", _, "review"] => "review",
        ["on-hold", _, var reason] when !Waiting.Contains(reason) => reason,
        _ => null,
    };
}
