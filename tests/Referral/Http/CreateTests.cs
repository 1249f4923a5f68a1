using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>How an order is created: on a condition, with the answer that the sender prefers, or only checked.</summary>
[Collection(OnEngines.Name)]
public sealed class CreateTests(RunningService service) : IClassFixture<RunningService>
{
    const string Orders = "https://general-hospital.example/orders";

    string Hospital => service.Senders.Token("general-hospital");

    /// <summary>The order alone, with what it refers to contained in it.</summary>
    static string Alone(string number, string diagnosis = "M54.31")
    {
        var bundle = JsonNode.Parse(MannersTests.Sent(number, diagnosis))!.AsObject();
        var (patient, condition, order) = (bundle.Resource(0).DeepClone(), bundle.Resource(1).DeepClone(), bundle.Resource(2).DeepClone());
        (patient["id"], condition["id"], condition["subject"]!["reference"]) = ("p", "c", "#p");
        (order["subject"]!["reference"], order["reasonReference"]![0]!["reference"]) = ("#p", "#c");
        order["contained"] = new JsonArray(patient, condition);
        return order.ToJsonString();
    }

    Task<HttpResponseMessage> Send(string path, string body, params (string Name, string Value)[] headers) =>
        service.Post(path, Encoding.UTF8.GetBytes(body), Hospital, [("Content-Type", "application/fhir+json"), .. headers]);

    static async Task<JsonNode> Body(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

    [Fact]
    public async Task An_order_sent_on_condition_is_taken_once_whatever_it_says_the_second_time()
    {
        var condition = ("If-None-Exist", $"identifier={Uri.EscapeDataString(Orders)}|C\\,1");
        var first = await Send("/fhir/ServiceRequest", Alone("C,1"), condition);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);

        var second = await Send("/fhir/ServiceRequest", Alone("C,1", "M54.32"), condition);
        Assert.Equal((HttpStatusCode.OK, first.Headers.Location), (second.StatusCode, second.Headers.Location));
        Assert.Contains("M54.31", (await Body(second)).ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Conflict, (await Send("/fhir/ServiceRequest", Alone("C,1", "M54.32"))).StatusCode);
    }

    [Fact]
    public async Task The_order_of_a_transaction_too()
    {
        var sent = JsonNode.Parse(MannersTests.Sent("C-2"))!.AsObject();
        sent["entry"]![0]!["request"]!["ifNoneExist"] = "identifier=https://general-hospital.example/mrn|MRN-1";
        sent["entry"]![2]!["request"]!["ifNoneExist"] = $"identifier={Orders}|C-2";
        Assert.Equal(HttpStatusCode.Created, (await Send("/fhir", sent.ToJsonString())).StatusCode);

        sent.Resource(1)["code"]!["coding"]![0]!["code"] = "M54.32";
        var again = await Send("/fhir", sent.ToJsonString());
        Assert.Equal((HttpStatusCode.OK, "200 OK"), (again.StatusCode, (string?)(await Body(again))["entry"]![2]!["response"]!["status"]));
    }

    [Fact]
    public async Task Of_many_who_send_an_order_at_once_on_condition_all_hear_of_the_same_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Send("/fhir/ServiceRequest", Alone("C-3", $"M54.3{1 + (i % 2)}"), ("If-None-Exist", $"identifier={Orders}|C-3"))));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Single(answers.Select(a => a.Headers.Location).Distinct());
    }

    [Theory]
    [InlineData("status=active")]
    [InlineData("identifier=C-4")]
    [InlineData("identifier=https://general-hospital.example/orders|a,https://general-hospital.example/orders|b")]
    [InlineData("identifier=https://general-hospital.example/orders|C-4&status=active")]
    public async Task A_condition_that_cannot_be_kept_is_refused_and_nothing_is_taken(string condition)
    {
        var answer = await Send("/fhir/ServiceRequest", Alone("C-4"), ("If-None-Exist", condition));

        var issue = (await Body(answer))["issue"]![0]!;
        Assert.Equal((HttpStatusCode.BadRequest, "http.If-None-Exist"), (answer.StatusCode, (string?)issue["expression"]![0]));
        Assert.Equal(0, (int)(await Body(await service.Get($"/fhir/Task?identifier={Orders}|C-4", Hospital)))["total"]!);
    }

    [Fact]
    public async Task The_answer_is_what_the_sender_prefers()
    {
        var minimal = await Send("/fhir/ServiceRequest", Alone("P-1"), ("Prefer", "return=minimal"));
        Assert.Equal((HttpStatusCode.Created, "", "W/\"1\""), (minimal.StatusCode, await minimal.Content.ReadAsStringAsync(), minimal.Headers.ETag!.ToString()));
        Assert.Equal(("return=minimal", true), (Assert.Single(minimal.Headers.GetValues("Preference-Applied")), minimal.Headers.Location is not null));

        Assert.Equal("ServiceRequest", (string?)(await Body(await Send("/fhir/ServiceRequest", Alone("P-2"), ("Prefer", "respond-async, return=representation"))))["resourceType"]);
        var outcome = await Body(await Send("/fhir/ServiceRequest", Alone("P-3"), ("Prefer", "handling=strict; return=OperationOutcome")));
        Assert.Equal(("OperationOutcome", "information"), ((string?)outcome["resourceType"], (string?)outcome["issue"]![0]!["severity"]));

        var whole = (await Body(await Send("/fhir", MannersTests.Sent("P-4"), ("Prefer", "return=minimal"))))["entry"]!;
        Assert.All(whole.AsArray(), e => Assert.Null(e!["resource"]));
        var entries = (await Body(await Send("/fhir", MannersTests.Sent("P-5"), ("Prefer", "return=representation"))))["entry"]!;
        Assert.Equal("ServiceRequest", (string?)entries[2]!["resource"]!["resourceType"]);
        Assert.Equal("W/\"1\"", (string?)entries[2]!["response"]!["etag"]);
    }

    [Fact]
    public async Task Every_location_of_a_transaction_is_its_own_and_can_be_read()
    {
        var sent = JsonNode.Parse(MannersTests.Sent("L-1"))!.AsObject();
        var second = sent["entry"]![1]!.DeepClone();
        second["fullUrl"] = "urn:uuid:00000000-0000-4000-8000-000000000009";
        second["resource"]!["code"]!["coding"]![0]!["code"] = "M54.50";
        sent["entry"]!.AsArray().Add(second);

        var locations = (await Body(await Send("/fhir", sent.ToJsonString())))["entry"]!.AsArray().Select(e => (string)e!["response"]!["location"]!).ToList();

        Assert.Equal(4, locations.Distinct().Count());
        foreach (var location in locations) Assert.Equal(HttpStatusCode.OK, (await service.Get($"/fhir/{location.Split('#')[0]}", Hospital)).StatusCode);
        var order = (await Body(await service.Get($"/fhir/{locations[2]}", Hospital)))["contained"]!.AsArray().Select(c => (string)c!["id"]!);
        Assert.Subset(order.ToHashSet(), locations.Where(l => l.Contains('#', StringComparison.Ordinal)).Select(l => l.Split('#')[1]).ToHashSet());
    }

    [Theory]
    [InlineData("/fhir/ServiceRequest/$validate", "M54.31", "information", "acceptable")]
    [InlineData("/fhir/Bundle/$validate", "Z99.9", "warning", "review")]
    [InlineData("/fhir/Bundle/$validate", "", "error", "")]
    public async Task An_order_can_be_checked_by_the_same_rules_and_nothing_is_stored(string path, string diagnosis, string severity, string code)
    {
        var number = $"V-{severity}";
        var answer = await Send(path, path.Contains("Bundle", StringComparison.Ordinal) ? MannersTests.Sent(number, diagnosis) : Alone(number, diagnosis));

        var issue = (await Body(answer))["issue"]![0]!;
        Assert.Equal((HttpStatusCode.OK, severity), (answer.StatusCode, (string?)issue["severity"]));
        if (code.Length > 0) Assert.Equal(code, (string?)issue["details"]!["coding"]![0]!["code"]);
        else Assert.StartsWith("Bundle.entry[1].resource", (string?)issue["expression"]![0], StringComparison.Ordinal);
        Assert.Equal(0, (int)(await Body(await service.Get($"/fhir/Task?identifier={Orders}|{number}", Hospital)))["total"]!);
    }

    [Fact]
    public async Task A_check_says_when_an_order_is_known_or_its_number_used_and_takes_Parameters_too()
    {
        await Send("/fhir", MannersTests.Sent("V-1"));
        Assert.Equal("known", await Checked(MannersTests.Sent("V-1")));
        Assert.Equal("duplicate-order", await Checked(MannersTests.Sent("V-1", "M54.32")));
        Assert.Equal("acceptable", await Checked($$"""{"resourceType":"Parameters","parameter":[{"name":"mode","valueCode":"create"},{"name":"resource","resource":{{MannersTests.Sent("V-2")}}}]}"""));
        Assert.Equal("unknown-mode", await Checked($$"""{"resourceType":"Parameters","parameter":[{"name":"mode","valueCode":"delete"},{"name":"resource","resource":{{MannersTests.Sent("V-2")}}}]}"""));
        Assert.Equal("no-resource", await Checked("""{"resourceType":"Parameters","parameter":[{"name":"profile","valueUri":"http://example.org"}]}"""));
        Assert.Equal("bad-json", await Checked("{"));

        async Task<string?> Checked(string body)
        {
            var answer = await Send("/fhir/Bundle/$validate", body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return (string?)(await Body(answer))["issue"]![0]!["details"]!["coding"]![0]!["code"];
        }
    }
}
