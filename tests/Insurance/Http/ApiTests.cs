using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Tests.Insurance.Engine;

namespace ClinicNetwork.Tests.Insurance.Http;

[Collection(OnEngines.Name)]
public sealed class ApiTests(Engines engines) : IAsyncLifetime
{
    readonly RunningService service = new(engines);

    public Task InitializeAsync() => service.InitializeAsync();
    public Task DisposeAsync() => service.DisposeAsync();

    string Token(string role, string chain = "*") => service.Tokens.Person(role, chain);

    [Fact]
    public async Task Payer_rules_are_versioned_and_a_wrong_one_is_refused_in_words()
    {
        await service.Seed();
        await service.Seed();
        var rules = await service.Read("/api/payer-rules", Token("billing"));
        Assert.Equal(8, rules.GetArrayLength());
        Assert.All(rules.EnumerateArray(), r => Assert.Equal(1, r.GetProperty("version").GetInt32()));

        var rule = (await service.Read("/api/payer-rules/medicaid", Token("operator"))).GetProperty("rule");
        Assert.Equal("always", rule.GetProperty("authorization").GetProperty("when").GetString());
        var changed = await service.Put("/api/payer-rules/medicaid", rule.GetRawText().Replace("64", "66", StringComparison.Ordinal), Token("operator"));
        Assert.Equal(2, (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("version").GetInt32());
        Assert.Equal(64, (await service.Read("/api/payer-rules/medicaid?version=1", Token("auditor"))).GetProperty("rule").GetProperty("allowedPriceUsd").GetDecimal());

        var checkedOnly = await service.Put("/api/payer-rules/medicaid?check=true", rule.GetRawText().Replace("64", "70", StringComparison.Ordinal), Token("operator"));
        Assert.Equal((HttpStatusCode.OK, 3), (checkedOnly.StatusCode, (await checkedOnly.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("version").GetInt32()));
        Assert.Equal([64m, 66m], (await service.Read("/api/payer-rules/medicaid/versions", Token("auditor"))).EnumerateArray().Select(v => v.GetProperty("rule").GetProperty("allowedPriceUsd").GetDecimal()));

        var wrong = await service.Put("/api/payer-rules/medicaid?check=true", """{ "name": "Medicaid", "pays": true }""", Token("operator"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var words = await wrong.Content.ReadAsStringAsync();
        Assert.All(new[] { "payers:", "coverageTypes:", "allowedPriceUsd:" }, field => Assert.Contains(field, words, StringComparison.Ordinal));

        var misspelt = await service.Put("/api/payer-rules/medicaid", """{ "name": "Medicaid", "paays": true }""", Token("operator"));
        Assert.Equal(HttpStatusCode.BadRequest, misspelt.StatusCode);
        Assert.Contains("paays", await misspelt.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get("/api/payer-rules/nobody", Token("operator"))).StatusCode);
    }

    [Fact]
    public async Task A_coverage_case_shows_decision_rule_and_units_to_its_own_chain_only()
    {
        await service.Seed();
        await service.Cover("h1");
        await service.Reserve("h1", 8);

        var shown = await service.Read("/api/coverages/h1", Token("billing", Given.Chain));
        var determination = shown.GetProperty("determination");
        Assert.Equal(("covered", "harborview@1"), (determination.GetProperty("outcome").GetString(), determination.GetProperty("rule").GetString()));
        Assert.Equal((8, 0), (shown.GetProperty("units").GetProperty("reserved").GetInt32(), shown.GetProperty("units").GetProperty("left").GetInt32()));
        Assert.Equal("reserved", shown.GetProperty("attempts")[0].GetProperty("visits")[7].GetProperty("state").GetString());
        Assert.DoesNotContain("4711", shown.GetRawText(), StringComparison.Ordinal);

        var benefits = (await service.Read("/api/benefits/h1", Token("coordinator", Given.Chain))).GetProperty("benefits");
        Assert.Equal(8, benefits.EnumerateArray().Sum(b => b.GetProperty("visits").GetInt32()));
        Assert.All(benefits.EnumerateArray(), b => Assert.Equal(20 - b.GetProperty("visits").GetInt32(), b.GetProperty("visitsLeft").GetInt32()));

        Assert.Equal(HttpStatusCode.NotFound, (await service.Get("/api/coverages/h1", Token("billing", "pilgrim-bodywork"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get("/api/benefits/h1", Token("billing", "pilgrim-bodywork"))).StatusCode);
    }

    [Fact]
    public async Task Units_that_may_end_unused_are_listed_by_the_end_of_their_coverage()
    {
        await service.Seed();
        var today = service.Today(Given.Chain);
        foreach (var (id, days, reserved) in new[] { ("h-late", 20, 0), ("h-soon", 5, 0), ("h-far", 90, 0), ("h-booked", 5, 8) })
        {
            await service.Cover(id);
            if (reserved > 0) await service.Reserve(id, reserved);
            await service.EndCoverage(id, today.AddDays(days));
        }
        var risk = await service.Read("/api/coverages/at-risk", Token("billing", Given.Chain));
        Assert.Equal(["h-soon", "h-late"], risk.EnumerateArray().Select(r => r.GetProperty("referralId").GetString()));
        Assert.Equal(8, risk[0].GetProperty("units").GetProperty("left").GetInt32());
        Assert.Equal(["h-late"], (await service.Read($"/api/coverages/at-risk?after={risk[0].GetProperty("coveredUntil").GetString()}/h-soon", Token("billing", Given.Chain))).EnumerateArray().Select(r => r.GetProperty("referralId").GetString()));
        Assert.Equal(0, (await service.Read("/api/coverages/at-risk", Token("billing", "pilgrim-bodywork"))).GetArrayLength());
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get("/api/coverages/at-risk", Token("therapist", Given.Chain))).StatusCode);
    }

    [Fact]
    public async Task Billing_sees_who_waits_for_a_payer_and_enters_the_answer_once()
    {
        await service.Seed();
        await service.Cover("b1");
        var billing = Token("billing", Given.Chain);
        var row = Assert.Single((await service.Read("/api/coverages?pended=true", billing)).EnumerateArray());
        Assert.Equal(("b1", 8), (row.GetProperty("referralId").GetString(), row.GetProperty("authorization").GetProperty("askedVisits").GetInt32()));
        Assert.Empty((await service.Read("/api/coverages?pended=true", Token("billing", "pilgrim-bodywork"))).EnumerateArray());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await service.Post("/api/coverages/b1/answer", """{ "code": "A4", "visits": 0 }""", billing)).StatusCode);
        var answered = await service.Post("/api/coverages/b1/answer", """{ "code": "A2", "visits": 5, "number": "N-1" }""", billing);
        Assert.Equal("partial", (await answered.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outcome").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await service.Post("/api/coverages/b1/answer", """{ "code": "A1", "visits": 8 }""", billing)).StatusCode);
        Assert.Empty((await service.Read("/api/coverages?pended=true", billing)).EnumerateArray());
        Assert.Single((await service.Read("/api/coverages", billing)).EnumerateArray());
    }

    [Fact]
    public async Task Cases_are_listed_by_their_last_change_page_by_page()
    {
        await service.Seed();
        foreach (var referral in new[] { "h1", "h2", "h3" }) await service.Cover(referral);
        await service.Reserve("h1", 8);
        var billing = Token("billing", Given.Chain);
        var (seen, path) = (new List<string>(), "/api/coverages?limit=2");
        while (path is not null)
        {
            var page = await service.Get(path, billing);
            seen.AddRange((await page.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().Select(r => r.GetProperty("referralId").GetString()!));
            path = page.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }
        Assert.Equal(["h1", "h3", "h2"], seen);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Get("/api/coverages?after=yesterday", billing)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Get("/api/coverages?limit=0", billing)).StatusCode);
    }

    [Fact]
    public async Task A_chains_day_is_that_of_its_own_time_zone()
    {
        DateOnly In(string zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);
        // Kiritimati and Pago Pago never have the same day.
        await Probe.Until(() => service.Today(Given.Chain) == In("Pacific/Kiritimati"));
        Assert.Equal(In("Pacific/Pago_Pago"), service.Today("a chain that scheduling does not name"));
    }

    [Fact]
    public async Task Operators_see_who_waits_and_have_a_case_told_again()
    {
        await service.Seed();
        await service.Cover("h1");
        Assert.Equal(0, (await service.Read("/api/waiting-room/insurance", Token("operator"))).GetProperty("messages").GetArrayLength());
        Assert.Equal(HttpStatusCode.Accepted, (await service.Post("/api/snapshots/insurance/h1", "", Token("operator"))).StatusCode);
        Assert.Equal(2, (await service.Read("/api/coverages/h1", Token("billing"))).GetProperty("version").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await service.Post("/api/snapshots/insurance/nobody", "", Token("operator"))).StatusCode);
    }

    [Fact]
    public async Task Everybody_else_is_refused()
    {
        foreach (var (path, token) in new[]
        {
            ("/api/coverages/h1", Token("therapist")), ("/api/coverages", Token("operator")), ("/api/benefits/h1", service.Tokens.Partner("general-hospital")),
            ("/api/payer-rules", Token("therapist")), ("/api/payer-rules/medicaid", service.Tokens.Partner("general-hospital")),
        })
            Assert.Equal(HttpStatusCode.Forbidden, (await service.Get(path, token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Put("/api/payer-rules/medicaid", "{}", Token("billing"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Post("/api/coverages/h1/answer", "{}", Token("coordinator"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Get("/api/coverages/h1", "nonsense")).StatusCode);
    }
}
