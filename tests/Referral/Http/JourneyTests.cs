using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MongoDB.Bson;

namespace ClinicNetwork.Tests.Referrals.Http;

[Collection(OnEngines.Name)]
public sealed class JourneyTests(RunningService service) : IClassFixture<RunningService>
{
    static readonly string[] Telling = ["Marker", "Mona", "left scapula", "1970-05-04", "MRN-1", "Not treated here", "Moved away", "Much better"];

    async Task<string> Treated(string number)
    {
        var id = await service.Order(number);
        await service.Say(Given.Covered() with { ReferralId = id });
        await service.Say(Given.Held(1) with { ReferralId = id });
        await service.Say(Given.Reserved(1) with { ReferralId = id });
        await service.Say(Given.Booked(1) with { ReferralId = id });
        return id;
    }

    static object Outcome { get; } = new
    {
        therapistId = "t1", therapistName = "A. Okonkwo", locationId = "boston", locationName = "Boston",
        visits = new[] { new { attempt = 1, visit = 1, date = "2026-11-26", status = "completed", minutes = 50, techniques = new[] { "myofascial-release" }, painBefore = 7, painAfter = 3, note = "Much better." } },
    };

    [Fact]
    public async Task A_report_that_scheduling_could_not_give_at_once_comes_by_itself_and_the_referral_closes()
    {
        service.Outcome = null;
        var id = await Treated("J-1");
        await service.Say(Given.Completed(1) with { ReferralId = id });
        Assert.Equal("Reporting", (await service.Stored(id))["state"]["stage"]["_t"]);

        await service.Sweep(id);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"/fhir/Bundle/{id}", service.Senders.Token("general-hospital"))).StatusCode);
        service.Outcome = Outcome;
        await service.Sweep(id);

        var task = await service.Read($"/fhir/Task/{id}", service.Senders.Token("general-hospital"));
        Assert.Equal(("completed", "Closing"), (task.GetProperty("status").GetString(), (await service.Stored(id))["state"]["stage"]["_t"].AsString));
        Assert.Contains("Much better.", await (await service.Get($"/fhir/{task.GetProperty("output")[0].GetProperty("valueReference").GetProperty("reference").GetString()}", service.Senders.Token("general-hospital"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var seen = (await service.Get($"/fhir/Bundle/{id}", service.Senders.Token("general-hospital"))).Headers.ETag!.ToString();
        Assert.Equal(HttpStatusCode.NotModified, (await service.Ask(HttpMethod.Get, $"/fhir/Bundle/{id}", service.Senders.Token("general-hospital"), ("If-None-Match", seen))).StatusCode);

        await service.Say(Given.UnitsBack(1) with { ReferralId = id });
        Assert.Equal("Ended", (await service.Stored(id))["state"]["stage"]["_t"]);
        await NoWordsOutsideTheirPlace(id, "order", "report", "serviceRequest");
    }

    [Fact]
    public async Task With_scheduling_at_hand_the_last_outcome_completes_the_referral_at_once()
    {
        service.Outcome = Outcome;
        var id = await Treated("J-2");
        for (var visit = 1; visit <= 6; visit++) await service.Say(Given.Done(1, visit) with { ReferralId = id });

        Assert.Equal("Completed", (await service.Stored(id))["state"]["businessStatus"]);
    }

    [Fact]
    public async Task Claim_checks_tell_the_least()
    {
        var id = await service.Order("J-3");

        Assert.Equal(["chain", "correction", "hasPrescription", "priority", "referralId", "visits"], Fields(await service.Read($"/internal/referrals/{id}/coverage", service.Tokens.Service())));
        var placement = await service.Read($"/internal/referrals/{id}/placement", service.Tokens.Service());
        Assert.Equal(["birthDate", "chain", "conditionGroup", "diagnosis", "gender", "name", "next", "partner", "patientKey", "referralId", "requests", "weekdays"], Fields(placement));
        Assert.Equal("Avoid pressure over the left scapula.", placement.GetProperty("requests")[0].GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get($"/internal/referrals/{id}/placement", service.Coordinator)).StatusCode);

        static IEnumerable<string> Fields(JsonElement answer) => answer.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_key_used_for_another_request_is_refused_and_the_same_request_again_is_the_same()
    {
        var (id, key) = (await service.Order("J-4", "Z99.9"), Guid.NewGuid());
        var (path, body) = ($"/api/referrals/{id}/reject", """{"reason":"other","text":"Not treated here."}""");

        Assert.Equal(HttpStatusCode.OK, (await service.Post(path, body, service.Coordinator, key)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Post(path, body, service.Coordinator, key)).StatusCode);
        var other = await service.Post($"/api/referrals/{id}/accept", "{}", service.Coordinator, key);
        Assert.Equal((HttpStatusCode.Conflict, "key-reused"), (other.StatusCode, (await other.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString()));

        var reason = (await service.Read($"/fhir/Task?identifier=https://general-hospital.example/orders|J-4", service.Senders.Token("general-hospital"))).GetProperty("entry")[0].GetProperty("resource").GetProperty("statusReason");
        Assert.Equal(("other", "Not treated here."), (reason.GetProperty("coding")[0].GetProperty("code").GetString(), reason.GetProperty("text").GetString()));
        await NoWordsOutsideTheirPlace(id, "order", "rejection", "serviceRequest");

        var history = (await service.Read($"/api/referrals/{id}", service.Coordinator)).GetProperty("history");
        Assert.Equal(("person", "coordinator-1", "coordinator"), (Actor("kind"), Actor("id"), Actor("role")));
        string? Actor(string field) => history[history.GetArrayLength() - 1].GetProperty("actor").GetProperty(field).GetString();
    }

    [Theory]
    [InlineData("reject", """{"reason":5}""", "reason")]
    [InlineData("reject", "[]", "body")]
    [InlineData("accept", """{"payment":{}}""", "payment")]
    public async Task A_decision_in_another_shape_is_refused_with_the_fields_name(string action, string body, string field)
    {
        var answer = await service.Post($"/api/referrals/{await service.Order("J-5", "Z99.9")}/{action}", body, service.Coordinator);

        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("expression").GetString()));
    }

    [Fact]
    public async Task The_worklist_pages_through_every_entry_once()
    {
        var sent = new HashSet<string>();
        for (var i = 0; i < 7; i++) sent.Add(await service.Order($"W-{i}", "Z99.9"));

        var (seen, after) = (new List<string>(), "");
        for (JsonElement page; (page = await service.Read($"/api/worklist?reason=review&limit=3{after}", service.Coordinator)).GetArrayLength() > 0;)
        {
            Assert.InRange(page.GetArrayLength(), 1, 3);
            seen.AddRange(page.EnumerateArray().Select(e => e.GetProperty("referralId").GetString()!));
            after = $"&after={page[page.GetArrayLength() - 1].GetProperty("cursor").GetString()}";
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Subset(seen.ToHashSet(), sent);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Get("/api/worklist?after=yesterday", service.Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Get("/api/worklist?reason=boredom", service.Coordinator)).StatusCode);
        Assert.Empty((await service.Read("/api/worklist", service.Tokens.Person("coordinator", "pilgrim-bodywork"))).EnumerateArray());
    }

    [Fact]
    public async Task A_snapshot_tells_the_present_status_once_more()
    {
        var id = await service.Order("J-6", "Z99.9");
        var before = (await service.Stored(id))["version"].ToInt64();

        Assert.Equal(HttpStatusCode.Accepted, (await service.Post($"/api/snapshots/referral/{id}", "", service.Operator)).StatusCode);

        var stored = await service.Stored(id);
        Assert.Equal((before + 1, "referral.v1.referral-status-changed"), (stored["version"].ToInt64(), stored["outbox"].AsBsonArray[^1]["type"].AsString));
        Assert.Equal(HttpStatusCode.OK, (await service.Get("/api/waiting-room/referral", service.Operator)).StatusCode);
    }

    async Task NoWordsOutsideTheirPlace(string id, params string[] places)
    {
        var stored = await service.Stored(id);
        Assert.Equal(places, stored["personal"].AsBsonDocument.Names.Order(StringComparer.Ordinal));
        stored.Remove("personal");
        var rest = stored.ToJson();
        Assert.All(Telling, word => Assert.DoesNotContain(word, rest, StringComparison.OrdinalIgnoreCase));
    }
}
