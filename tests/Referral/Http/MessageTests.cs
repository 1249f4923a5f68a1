using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>A hospital that speaks HL7 BSeR's messages refers by them, hears a message back, and cancels by them.</summary>
[Collection(OnEngines.Name)]
public sealed class MessageTests(RunningService service) : IClassFixture<RunningService>
{
    const string Door = "/fhir/$process-message", Bser = "http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS";

    string Hospital => service.Senders.Token("general-hospital");

    /// <summary>The usual order as the guide wraps it: header, Task, order, and the roles that only the header and the Task name.</summary>
    internal static JsonObject Message(string number, string header = "m-1", Action<JsonObject>? change = null)
    {
        var (sent, entries) = (Given.Bundle(), new JsonArray());
        sent.Resource(2)["identifier"]![0]!["value"] = number;
        foreach (var entry in sent["entry"]!.AsArray()) entry!.AsObject().Remove("request");
        const string at = "https://ehr.general-hospital.example/fhir";
        Add("MessageHeader", header, $$"""
            { "eventCoding": { "system": "http://terminology.hl7.org/CodeSystem/v2-0003", "code": "I12" }, "source": { "name": "Orders", "endpoint": "{{at}}/inbox" },
              "destination": [{ "endpoint": "https://clinic.example/fhir", "receiver": { "reference": "PractitionerRole/clinic" } }],
              "sender": { "reference": "PractitionerRole/physician" }, "focus": [{ "reference": "Task/t" }] }
            """);
        Add("Task", "t", """
            { "status": "requested", "intent": "order", "code": { "coding": [{ "system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill" }] },
              "focus": { "reference": "urn:uuid:00000000-0000-4000-8000-000000000003" }, "for": { "reference": "urn:uuid:00000000-0000-4000-8000-000000000001" },
              "authoredOn": "2026-11-20T09:00:00-05:00", "requester": { "reference": "PractitionerRole/physician" }, "owner": { "reference": "PractitionerRole/clinic" } }
            """);
        Add("PractitionerRole", "physician", "{ }");
        Add("PractitionerRole", "clinic", "{ }");
        foreach (var entry in sent["entry"]!.AsArray()) entries.Add(entry!.DeepClone());
        var message = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "message", ["timestamp"] = "2026-11-20T14:00:00Z", ["entry"] = entries };
        change?.Invoke(message);
        return message;

        void Add(string type, string id, string json)
        {
            var resource = JsonNode.Parse(json)!.AsObject();
            (resource["resourceType"], resource["id"]) = (type, id);
            entries.Add(new JsonObject { ["fullUrl"] = $"{at}/{type}/{id}", ["resource"] = resource });
        }
    }

    const int Header = 0, Task = 1, Patient = 4, Condition = 5, Order = 6;

    Task<HttpResponseMessage> Post(JsonObject message, string path = Door, string? token = null) =>
        service.Post(path, Encoding.UTF8.GetBytes(message.ToJsonString()), token ?? Hospital, ("Content-Type", "application/fhir+json"));

    async Task<JsonObject> Send(JsonObject message)
    {
        var answer = await Post(message);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }

    static (string? Code, string? Of) Response(JsonObject answer) => ((string?)answer.Resource(0)["response"]!["code"], (string?)answer.Resource(0)["response"]!["identifier"]);

    async Task<(string? Code, string? Where)> Refusal(JsonObject message)
    {
        var answer = await Send(message);
        Assert.Equal("fatal-error", Response(answer).Code);
        Assert.Equal((string?)answer["entry"]![1]!["fullUrl"], (string?)answer.Resource(0)["response"]!["details"]!["reference"]);
        var issue = answer.Resource(1)["issue"]![0]!;
        return ((string?)issue["details"]!["coding"]![0]!["code"], (string?)issue["expression"]?[0]);
    }

    [Fact]
    public async Task A_referral_is_taken_and_the_sender_is_answered_with_its_Task()
    {
        var answer = await Send(Message("M-1", "visit-17"));

        Assert.Equal(("ok", "visit-17"), Response(answer));
        Assert.Equal("message", (string?)answer["type"]);
        Assert.Equal("https://ehr.general-hospital.example/fhir/inbox", (string?)answer.Resource(0)["destination"]![0]!["endpoint"]);
        Assert.Equal("I12", (string?)answer.Resource(0)["eventCoding"]!["code"]);
        var task = answer.Resource(1);
        Assert.Equal($"Task/{task["id"]}", (string?)answer.Resource(0)["focus"]![0]!["reference"]);
        Assert.Equal("3.0", (string?)task["businessStatus"]!["coding"]![0]!["code"]);
        Assert.True(JsonNode.DeepEquals(task, JsonNode.Parse((await service.Read($"/fhir/Task/{task["id"]}", Hospital)).GetRawText())));
    }

    [Fact]
    public async Task Its_order_is_the_same_whichever_way_it_comes()
    {
        var task = (await Send(Message("M-2"))).Resource(1);

        var again = await service.Send("M-2");

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.EndsWith($"ServiceRequest/{task["id"]}", again.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_message_hears_the_same_whatever_has_happened_since()
    {
        var first = await Send(Message("M-3"));
        await service.Say(Given.Covered() with { ReferralId = (string)first.Resource(1)["id"]!, Version = 1 });

        var (again, resent) = (await Send(Message("M-3")), await Send(Message("M-3", "m-2")));

        Assert.True(JsonNode.DeepEquals(first, again));
        Assert.Equal(("ok", "m-2"), Response(resent));
        Assert.NotEqual((string?)first.Resource(1)["meta"]!["versionId"], (string?)resent.Resource(1)["meta"]!["versionId"]);
    }

    [Fact]
    public async Task What_the_Task_says_for_the_therapist_is_kept_and_what_nobody_treats_goes_to_a_person()
    {
        var answer = await Send(Message("M-4", change: m =>
        {
            m.Resource(Task)["note"] = new JsonArray(new JsonObject { ["text"] = "The left side first." });
            m.Resource(Task)["priority"] = "urgent";
            m.Resource(Condition)["code"]!["coding"]![0]!["code"] = "Z99.9";
            m.Resource(Order).Remove("priority");
            m.Resource(Order).Remove("occurrenceTiming");
            m.Resource(Order).Remove("quantityQuantity");
            m.Resource(Order)["occurrenceDateTime"] = "2026-12-01";
            m.Resource(Order)["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://snomed.info/sct", ["code"] = "3457005" }) };
        }));

        var task = answer.Resource(1);
        Assert.Equal(("on-hold", "urgent"), ((string?)task["status"], (string?)task["priority"]));
        var why = (string)task["statusReason"]!["text"]!;
        Assert.All(["Z99.9", "how many visits", "how often"], part => Assert.Contains(part, why, StringComparison.Ordinal));
        Assert.DoesNotContain("another service", why, StringComparison.Ordinal);
        Assert.Contains("The left side first.", (await service.Read($"/fhir/ServiceRequest/{task["id"]}", Hospital)).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5.2"), InlineData("5.4"), InlineData("cancelled"), InlineData("revoked")]
    public async Task A_message_asks_to_cancel_what_was_sent(string how)
    {
        var number = $"M-5-{how}";
        await Send(Message(number));

        var answer = await Send(Message(number, "m-2", m =>
        {
            if (how is "cancelled") m.Resource(Task)["status"] = how;
            else if (how is "revoked") m.Resource(Order)["status"] = how;
            else m.Resource(Task)["businessStatus"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = Bser, ["code"] = how }) };
            m.Resource(Task)["statusReason"] = new JsonObject { ["text"] = "The patient moved away." };
        }));

        Assert.Equal("5.2", (string?)answer.Resource(1)["businessStatus"]!["coding"]![0]!["code"]);
        var stored = await service.Stored((string)answer.Resource(1)["id"]!);
        Assert.Equal("The patient moved away.", stored["personal"]["cancellation"]);
    }

    [Fact]
    public async Task An_order_can_be_cancelled_by_its_address_alone()
    {
        var id = (string)(await Send(Message("M-6"))).Resource(1)["id"]!;

        var answer = await Send(Message("M-6", "m-2", m =>
        {
            m.Resource(Task)["status"] = "cancelled";
            m.Resource(Task)["focus"]!["reference"] = $"https://clinic.example/fhir/ServiceRequest/{id}";
        }));

        Assert.Equal("5.2", (string?)answer.Resource(1)["businessStatus"]!["coding"]![0]!["code"]);
    }

    public static TheoryData<string, Action<JsonObject>, string, string> Refused => new()
    {
        { "another event", m => m.Resource(Header)["eventCoding"]!["code"] = "I13", "unknown-event", "Bundle.entry[0].resource.event" },
        { "no focus", m => m.Resource(Header).Remove("focus"), "focus-missing", "Bundle.entry[0].resource.focus" },
        { "a Task that did not come along", m => m.Resource(Header)["focus"]![0]!["reference"] = "Task/other", "dangling-reference", "Bundle.entry[0].resource.focus[0].reference" },
        { "a focus that is no Task", m => m.Resource(Header)["focus"]![0]!["reference"] = "PractitionerRole/clinic", "wrong-reference", "Bundle.entry[0].resource.focus[0].reference" },
        { "a Task without an order", m => m.Resource(Task).Remove("focus"), "focus-missing", "Bundle.entry[1].resource.focus" },
        { "an order that did not come along", m => m.Resource(Task)["focus"]!["reference"] = "ServiceRequest/1", "dangling-reference", "Bundle.entry[1].resource.focus.reference" },
        { "a Task that is the clinic's to set", m => m.Resource(Task)["status"] = "completed", "task-not-requested", "Bundle.entry[1].resource.status" },
        { "two orders", m => m["entry"]!.AsArray().Add(new JsonObject { ["fullUrl"] = "urn:uuid:00000000-0000-4000-8000-000000000009", ["resource"] = m.Resource(Order).DeepClone() }), "one-order", "Bundle.entry" },
        { "somebody else's numbers", m => m.Resource(Order)["identifier"]![0]!["system"] = "https://lakeside.example/orders", "foreign-system", "Bundle.entry[6].resource.identifier[0].system" },
        { "an unknown technique", m => m.Resource(Order)["orderDetail"]![0]!["coding"]![0]!["code"] = "hot-stones", "unknown-technique", "Bundle.entry[6].resource.orderDetail[0].coding[0]" },
        { "an unknown order to be cancelled", m => m.Resource(Task)["status"] = "cancelled", "unknown-order", "Bundle.entry[1].resource.focus" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task A_message_that_cannot_be_taken_is_answered_with_the_reason_and_its_place(string what, Action<JsonObject> change, string code, string where)
    {
        Assert.Equal((code, where), await Refusal(Message($"M-7-{what}", change: change)));
        Assert.Equal(0, (await service.Read($"/fhir/Task?identifier=https://general-hospital.example/orders|{Uri.EscapeDataString($"M-7-{what}")}", Hospital)).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Another_content_under_a_used_number_is_told_as_a_conflict()
    {
        await Send(Message("M-8"));
        Assert.Equal(("duplicate-order", "Bundle.entry[6].resource.identifier"), await Refusal(Message("M-8", "m-2", m => m.Resource(Condition)["code"]!["coding"]![0]!["code"] = "M54.32")));
    }

    public static TheoryData<string, Action<JsonObject>, string> NoMessage => new()
    {
        { "another kind of Bundle", m => m["type"] = "collection", "not-a-message" },
        { "no header", m => m["entry"]!.AsArray().RemoveAt(0), "header-missing" },
        { "a header without a name", m => { m.Resource(Header).Remove("id"); m["entry"]![0]!["fullUrl"] = "https://x.example/a%20b"; }, "message-without-id" },
    };

    [Theory, MemberData(nameof(NoMessage))]
    public async Task What_is_no_message_is_refused_as_any_request_is(string what, Action<JsonObject> change, string code)
    {
        var answer = await Post(Message($"M-9-{what}", change: change));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"\"{code}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_comes_as_the_operations_parameter_too_but_not_to_be_answered_later()
    {
        var wrapped = new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = new JsonArray(new JsonObject { ["name"] = "content", ["resource"] = Message("M-10") }) };
        Assert.Equal("ok", Response(await Send(wrapped)).Code);

        var later = await Post(Message("M-11"), $"{Door}?async=true");
        Assert.Contains("not-asynchronous", await later.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_send_orders_may_not_send_messages_and_who_may_not_change_them_may_not_cancel()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await Post(Message("M-12"), token: service.Senders.Token("general-hospital", "system/Task.rs"))).StatusCode);
        await Send(Message("M-12"));
        var answer = await Post(Message("M-12", "m-2", m => m.Resource(Task)["status"] = "cancelled"), token: service.Senders.Token("general-hospital", "system/ServiceRequest.c"));
        Assert.Contains("system/ServiceRequest.u", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_door_is_offered_by_its_operation()
    {
        var operation = (await service.Read("/internal/capability", service.Tokens.Service())).GetProperty("rest")[0].GetProperty("operation")[0];
        Assert.Equal(("process-message", "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message"), (operation.GetProperty("name").GetString(), operation.GetProperty("definition").GetString()));
    }
}
