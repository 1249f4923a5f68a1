using System.Text.Json.Nodes;
using ClinicNetwork.Local.Demo;

namespace Tests.Local;

public class GeneratorTests
{
    static readonly DateTimeOffset Authored = new(2026, 11, 20, 9, 30, 0, TimeSpan.FromHours(-5));

    static List<MadeUpReferral> Run(long number, int count = 60) => [.. new ReferralGenerator(number, Authored).Take(count)];

    [Fact]
    public void The_same_run_gives_the_same_referrals() =>
        Assert.Equal(Run(7).Select(r => r.Bundle.ToJsonString()), Run(7).Select(r => r.Bundle.ToJsonString()));

    [Fact]
    public void No_order_number_comes_twice_in_a_run_or_in_another() =>
        Assert.Equal(120, Run(7).Concat(Run(8)).Select(r => r.Order).Distinct().Count());

    [Fact]
    public void All_three_hospitals_send_and_use_their_own_number_systems()
    {
        Assert.Equal(3, Run(7).Select(r => r.Partner.Id).Distinct().Count());
        Assert.All(Run(7), r => Assert.Equal($"https://{r.Partner.Id}.example/orders", (string?)Order(r)["identifier"]![0]!["system"]));
    }

    [Fact]
    public void The_standard_25_hold_self_pay_a_case_for_review_a_deceased_patient_and_an_unknown_payer()
    {
        var run = Run(7, 25);
        Assert.Contains(run, r => r.About.EndsWith("no insurer", StringComparison.Ordinal) && Order(r)["insurance"] is null);
        Assert.Contains(run, r => r.About.StartsWith("Fracture", StringComparison.Ordinal));
        Assert.Contains(run, r => Resource(r, "Patient")!["deceasedDateTime"] is not null);
        Assert.Contains(run, r => r.About.EndsWith("Quarry Hill Mutual Aid", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_reference_leads_to_an_entry_of_the_same_bundle() => Assert.All(Run(7), r =>
    {
        var urls = Entries(r).Select(e => (string)e["fullUrl"]!).ToHashSet();
        var references = r.Bundle.ToJsonString().Split("\"reference\":\"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]);
        Assert.All(references, reference => Assert.Contains(reference, urls));
    });

    static IEnumerable<JsonNode> Entries(MadeUpReferral referral) => referral.Bundle["entry"]!.AsArray().Select(e => e!);

    static JsonNode? Resource(MadeUpReferral referral, string type) => Entries(referral).Select(e => e["resource"]!).FirstOrDefault(r => (string?)r["resourceType"] == type);

    static JsonNode Order(MadeUpReferral referral) => Resource(referral, "ServiceRequest")!;
}
