using System.Text.Json;
using ClinicNetwork.Insurance.Benefits;
using ClinicNetwork.Insurance.Cases;
using ClinicNetwork.PayerSimulator;
using Xunit.Abstractions;

namespace ClinicNetwork.Tests.Insurance;

/// <summary>Skipped, with a clear message, where the shared test material is absent.</summary>
sealed class ReferralFilesFactAttribute : FactAttribute
{
    public static string Folder { get; } = Path.Combine(Given.Root, "../shared/data");

    public ReferralFilesFactAttribute()
    {
        if (!File.Exists(Path.Combine(Folder, "referrals-expected.json")))
            Skip = "The shared referral files are not here: put them into ../shared/data beside the repository.";
    }
}

/// <summary>The hospital referrals that were written elsewhere come out as the domain's rules say.</summary>
public class ReferralFiles(ITestOutputHelper output)
{
    [ReferralFilesFact]
    public void Coverage_of_every_file_is_as_expected()
    {
        var benefits = new Dictionary<string, Benefit>();
        var table = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var wrong = new List<string>();
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(ReferralFilesFactAttribute.Folder, "referrals-expected.json")));
        foreach (var file in expected.RootElement.EnumerateObject())
        {
            var outcome = file.Value.GetProperty("outcome").GetString();
            var detail = Read(file.Name);
            var determination = DetermineAndReserve(detail, benefits);
            var found = determination.IsCovered ? "booked" : determination.Outcome == CoverageOutcome.SelfPay ? "estimate" : "review";
            var line = $"{outcome,-9} | {determination.Outcome,-8} | {determination.ReasonCode.Code(),-18} | {determination.Rule,-18} | {determination.CoveredVisits,2} of {determination.RequestedVisits,2}";
            table[line] = table.GetValueOrDefault(line) + 1;
            // What screening rejects or sends to a person never asks for coverage; its coverage must still be decided somehow.
            if (outcome is "booked" or "estimate" && outcome != found) wrong.Add($"{file.Name}: {outcome} expected, {determination.ReasonCode} found");
        }

        foreach (var (line, count) in table) output.WriteLine($"{count,3} × {line}");
        output.WriteLine($"{table.Values.Sum()} files");
        Assert.Empty(wrong);
        Assert.Equal(87, table.Values.Sum());
    }

    /// <summary>The whole way of one file by the pure deciders: decision, the simulated payer's answer, units.</summary>
    static Determination DetermineAndReserve(CoverageDetail detail, Dictionary<string, Benefit> benefits)
    {
        var account = Given.Account(detail);
        var benefit = account is null ? Benefit.Initial : benefits.GetValueOrDefault(account.KeyOn(Given.Today), Benefit.Initial);
        var decision = CoverageDecider.Decide(detail, Given.Rules, account, benefit.UseByOthers(detail.ReferralId), Given.Today);
        var state = CoverageCase.Initial.After(AuthorizationDecider.Decide(CoverageCase.Initial, Given.Ask(decision, detail.ReferralId)));
        if (decision.Need is { } need)
        {
            var behaviour = Given.Payers.Find(need.Payer)!;
            var asked = SimulatedRequest.Initial.After(SimulatedRequest.Decide(SimulatedRequest.Initial, Given.Want(new AskPayer(detail.ReferralId, need.Payer, need.Visits, behaviour))));
            var answer = asked.After(SimulatedRequest.Decide(asked, Given.Want(new TimePassed(), Given.Now.AddHours(1)))).Answer!;
            state = state.After(AuthorizationDecider.Decide(state, Given.Want(new PayerAnswer(answer.Decision, answer.Visits, answer.Number))));
        }
        if (state.Covered > 0)
        {
            state = state.After(UnitsDecider.Decide(state, Given.Want(Given.UnitsRequested(1, Given.Visits(state.Covered), detail.ReferralId))));
            foreach (var wanted in state.Units().GroupBy(u => u.Key))
            {
                var before = benefits.GetValueOrDefault(wanted.Key, Benefit.Initial);
                benefits[wanted.Key] = before.After(BenefitDecider.Decide(before, Given.Want(new Follow(state.Account!, [.. wanted]))));
                Assert.Null(BenefitDecider.Shortage(benefits[wanted.Key], state.Account!, [.. wanted]));
            }
        }
        return state.Determination!;
    }

    static CoverageDetail Read(string file)
    {
        using var bundle = JsonDocument.Parse(File.ReadAllText(Path.Combine(ReferralFilesFactAttribute.Folder, "referrals", file)));
        var resources = bundle.RootElement.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")).ToList();
        var order = resources.Single(r => Type(r) == "ServiceRequest");
        var coverage = resources.FirstOrDefault(r => Type(r) == "Coverage");
        return new()
        {
            ReferralId = $"{Path.GetFileNameWithoutExtension(file)}{Given.Referral}"[..32],
            Chain = Given.Chain,
            Visits = order.GetProperty("quantityQuantity").GetProperty("value").GetInt32(),
            HasPrescription = Text(order, "intent") == "order" && order.TryGetProperty("requester", out _),
            Coverage = coverage.ValueKind == JsonValueKind.Undefined ? null : new(
                coverage.GetProperty("type").GetProperty("coding")[0].GetProperty("code").GetString(),
                coverage.GetProperty("payor")[0].GetProperty("display").GetString(),
                Text(coverage, "subscriberId"), Claim(coverage), Text(coverage, "status"),
                DateOnly.Parse(Text(coverage.GetProperty("period"), "start")!, null), DateOnly.Parse(Text(coverage.GetProperty("period"), "end")!, null)),
        };
    }

    static string? Type(JsonElement resource) => Text(resource, "resourceType");
    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    static string? Claim(JsonElement coverage) => !coverage.TryGetProperty("identifier", out var identifiers) ? null
        : identifiers.EnumerateArray().Where(i => i.TryGetProperty("type", out var type) && Text(type, "text") == "claim number").Select(i => Text(i, "value")).FirstOrDefault();
}
