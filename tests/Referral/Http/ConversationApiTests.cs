using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>Questions and answers as people and hospitals' systems write and read them.</summary>
[Collection(OnEngines.Name)]
public sealed class ConversationApiTests(RunningService service) : IClassFixture<RunningService>
{
    string Hospital => service.Senders.Token("general-hospital");

    static string Reply(string id, string text) => $$"""{"resourceType":"Communication","status":"completed","inResponseTo":[{"reference":"Communication/{{id}}"}],"payload":[{"contentString":"{{text}}"}]}""";

    static string Question(string order, string text) => $$"""{"resourceType":"Communication","status":"completed","basedOn":[{"reference":"ServiceRequest/{{order}}"}],"payload":[{"contentString":"{{text}}"}]}""";

    [Fact]
    public async Task A_coordinator_asks_the_hospital_reads_it_in_the_Task_answers_and_it_is_decided_again()
    {
        var id = await service.Order("Q-1", "Z99.9");
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/referrals/{id}/messages", """{"text": "Which side?"}""", service.Coordinator)).StatusCode);

        var task = await service.Read($"/fhir/Task/{id}", Hospital);
        Assert.Equal(("on-hold", "information-requested"), (task.GetProperty("status").GetString(), task.GetProperty("statusReason").GetProperty("coding")[0].GetProperty("code").GetString()));
        var asked = task.GetProperty("input")[0].GetProperty("valueReference").GetProperty("reference").GetString()!;
        Assert.Equal("Which side?", (await service.Read($"/fhir/{asked}", Hospital)).GetProperty("payload")[0].GetProperty("contentString").GetString());

        var answer = await service.Post("/fhir/Communication", Reply(asked.Split('/')[1], "The left one."), Hospital);
        Assert.Equal((HttpStatusCode.Created, $"Communication/{id}-2"), (answer.StatusCode, string.Join('/', answer.Headers.Location!.ToString().Split('/')[^2..])));
        Assert.Contains((await service.Read("/api/worklist?reason=question-answered", service.Coordinator)).EnumerateArray(), e => e.GetProperty("referralId").GetString() == id);
        var messages = await service.Read($"/api/referrals/{id}/messages", service.Coordinator);
        Assert.Equal(["receiver: Which side?", "sender: The left one."], messages.EnumerateArray().Select(m => $"{m.GetProperty("from").GetString()}: {m.GetProperty("text").GetString()}"));

        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/referrals/{id}/accept", "", service.Coordinator)).StatusCode);
        Assert.DoesNotContain((await service.Read("/api/worklist", service.Coordinator)).EnumerateArray(), e => e.GetProperty("referralId").GetString() == id);
    }

    [Fact]
    public async Task A_hospital_asks_and_finds_the_conversation_by_its_order()
    {
        var id = await service.Order("Q-2");
        var key = Guid.NewGuid();
        for (var times = 0; times < 2; times++)
            Assert.Equal(HttpStatusCode.Created, (await service.Post("/fhir/Communication", Question(id, "When does it begin?"), Hospital, key)).StatusCode);
        await service.Post($"/api/referrals/{id}/messages", """{"text": "Next week.", "replyTo": 1}""", service.Coordinator);

        var found = (await service.Read($"/fhir/Communication?based-on=ServiceRequest/{id}&_sort=-sent", Hospital)).GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")).ToList();
        Assert.Equal(2, found.Count);
        Assert.Contains(found, c => c.GetProperty("payload")[0].GetProperty("contentString").GetString() == "Next week." && c.GetProperty("inResponseTo")[0].GetProperty("reference").GetString() == $"Communication/{id}-1");
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Get("/fhir/Communication", Hospital)).StatusCode);
        Assert.Equal(0, (await service.Read($"/fhir/Communication?based-on=ServiceRequest/{id}", service.Senders.Token("st-brendan"))).GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"/fhir/Communication/{id}-1", service.Senders.Token("st-brendan"))).StatusCode);
    }

    [Theory]
    [InlineData("""{"resourceType":"Communication","status":"completed","payload":[{"contentString":"x"}]}""", "about-nothing", "Communication.basedOn")]
    [InlineData("""{"resourceType":"Communication","status":"completed","basedOn":[{"reference":"ServiceRequest/nobody"}],"payload":[{"contentString":"x"}]}""", "unknown-order", "Communication.basedOn")]
    [InlineData("""{"resourceType":"Communication","status":"completed","inResponseTo":[{"reference":"Communication/nobody-1"}],"payload":[{"contentString":"x"}]}""", "unknown-order", "Communication.inResponseTo")]
    [InlineData("""{"resourceType":"Communication","status":"completed","inResponseTo":[{"reference":"Communication/none"}],"payload":[{"contentString":"x"}]}""", "no-such-question", "Communication.inResponseTo")]
    [InlineData("""{"resourceType":"Communication","status":"completed","inResponseTo":[{"reference":"Communication/ID-9"}],"payload":[{"contentString":"x"}]}""", "no-such-question", "Communication.inResponseTo")]
    [InlineData("""{"resourceType":"Communication","status":"completed","basedOn":[{"reference":"ServiceRequest/ID"}]}""", "text-missing", "Communication.payload")]
    [InlineData("""{"resourceType":"Communication","status":"completed","basedOn":[{"reference":"ServiceRequest/ID"}],"payload":[{"contentReference":{"reference":"Patient/1"}}]}""", "payload-not-text", "Communication.payload")]
    [InlineData("""{"resourceType":"Task","status":"completed","intent":"order"}""", "wrong-resource", "Communication")]
    public async Task What_is_no_message_is_refused_with_its_place(string body, string code, string expression)
    {
        var id = await service.Order("Q-3");
        var answer = await service.Post("/fhir/Communication", body.Replace("ID", id, StringComparison.Ordinal), Hospital);
        var issue = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("issue")[0];
        Assert.Equal((HttpStatusCode.UnprocessableEntity, code, expression),
            (answer.StatusCode, issue.GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString(), issue.GetProperty("expression")[0].GetString()));
    }

    [Theory]
    [InlineData("null", 400), InlineData("{}", 422), InlineData("""{"text": 5}""", 400), InlineData("""{"text": "x", "replyTo": 9}""", 422), InlineData("""{"text": "x", "dueDays": 90}""", 422)]
    public async Task A_message_of_a_person_too(string body, int status)
    {
        var id = await service.Order("Q-4");
        Assert.Equal(status, (int)(await service.Post($"/api/referrals/{id}/messages", body, service.Coordinator)).StatusCode);
    }

    [Fact]
    public async Task Hospital_staff_write_for_their_hospital_and_see_nobody_elses()
    {
        var id = await service.Order("Q-5", "Z99.9");
        var (ours, theirs) = (service.Tokens.Person("referrer", "none", partner: "general-hospital"), service.Tokens.Person("referrer", "none", partner: "st-brendan"));
        await service.Post($"/api/referrals/{id}/messages", """{"text": "Which side?"}""", service.Coordinator);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"/api/referrals/{id}/messages", theirs)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Post($"/api/referrals/{id}/messages", """{"text": "x", "replyTo": 1}""", theirs)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/referrals/{id}/messages", """{"text": "The left one.", "replyTo": 1}""", ours)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Post($"/api/referrals/{id}/messages/1/resolve", "", ours)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/referrals/{id}/messages/1/resolve", "", service.Coordinator)).StatusCode);
    }

    [Fact]
    public async Task A_chains_rules_say_how_long_is_waited_and_only_its_operator_changes_them()
    {
        var path = "/api/referral-rules/bay-state-therapy";
        var rules = """{"reopenWithinDays": 10, "questions": {"dueDays": 5, "reminders": 1}, "contacts": {"attempts": 3, "days": 14, "channels": 2}}""";
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Put(path, rules, service.Tokens.Person("operator", "island-massage"))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await service.Put(path, rules.Replace("5", "500", StringComparison.Ordinal), service.Operator)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Put(path, """{"questions": null}""", service.Operator)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Put(path, rules, service.Operator)).StatusCode);

        var id = await service.Order("Q-6", "Z99.9");
        await service.Post($"/api/referrals/{id}/messages", """{"text": "Which side?"}""", service.Coordinator);
        var question = (await service.Read($"/api/referrals/{id}/messages", service.Coordinator))[0];
        Assert.Equal(5, (question.GetProperty("due").GetDateTimeOffset() - question.GetProperty("at").GetDateTimeOffset()).TotalDays);
    }
}
