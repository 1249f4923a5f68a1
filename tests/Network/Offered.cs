using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Local.Demo;

namespace Tests.Network;

/// <summary>Whatever the CapabilityStatement offers a hospital gets through the gateway, from whichever service it is; what it does not offer is refused.</summary>
[Collection(OnNetwork.Name)]
public sealed class Offered(NetworkFixture network)
{
    const string Outcome = """{"minutes": 55, "techniques": ["myofascial-release"], "painBefore": 7, "painAfter": 4}""";
    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    [Fact]
    public async Task Each_search_parameter_finds_a_resource_and_leaves_it_out()
    {
        using var hospital = await network.As("general-hospital");
        var ours = await Resources(hospital);
        var offered = (await Offer(hospital)).SelectMany(r => (r["searchParam"]?.AsArray() ?? []).Select(p => $"{r["type"]} {p!["name"]}"));
        Assert.Equal(offered.Order(StringComparer.Ordinal), Parameters.All.Select(p => $"{p.Type} {p.Name}").Order(StringComparer.Ordinal));

        foreach (var parameter in Parameters.All)
        {
            var id = (string)ours[parameter.Type]["id"]!;
            var (found, others) = (await Ids(hospital, parameter.Finding(ours)), await Ids(hospital, parameter.LeavingOut(ours)));
            Assert.True(found.Contains(id), $"{parameter.Type}: {parameter.Name} does not find it");
            Assert.False(others.Contains(id), $"{parameter.Type}: {parameter.Name} finds what it has to leave out");
        }
    }

    [Fact]
    public async Task Each_interaction_is_there_and_no_other_is()
    {
        using var hospital = await network.As("general-hospital");
        var ours = await Resources(hospital);
        foreach (var type in await Offer(hospital))
        {
            var (name, codes) = ((string)type["type"]!, type["interaction"]!.AsArray().Select(i => (string)i!["code"]!).ToHashSet());
            foreach (var (place, method, code) in Interactions(ours[name]))
            {
                using var request = new HttpRequestMessage(new(method), $"fhir/{name}{place}") { Content = method is "GET" or "DELETE" ? null : Body(place) };
                using var answer = await hospital.SendAsync(request);
                var isOffered = code is not null && codes.Contains(code);
                // An empty resource is refused where one may be sent; where none may be, so is the method or the address.
                HttpStatusCode[] wanted = !isOffered ? [HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound] : code switch
                {
                    "create" or "update" => [HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity],
                    "delete" => [HttpStatusCode.NoContent],
                    _ => [HttpStatusCode.OK],
                };
                Assert.True(wanted.Contains(answer.StatusCode), $"{method} {name}{place}, {(isOffered ? "" : "not ")}offered: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }

    [Theory]
    [InlineData("Patient"), InlineData("Coverage"), InlineData("Observation")]
    public async Task A_type_that_is_not_offered_is_not_there(string type)
    {
        using var hospital = await network.As("general-hospital");
        Assert.DoesNotContain(await Offer(hospital), r => (string?)r["type"] == type);
        foreach (var method in Methods)
        {
            using var request = new HttpRequestMessage(new(method), $"fhir/{type}");
            using var answer = await hospital.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    /// <summary>The gateway knows it once it has heard every service that answers over FHIR.</summary>
    static Task<IReadOnlyList<JsonNode>> Offer(HttpClient hospital) => Probe.Until(async () =>
    {
        using var answer = await hospital.GetAsync(new Uri("fhir/metadata", UriKind.Relative));
        return answer.IsSuccessStatusCode ? (IReadOnlyList<JsonNode>)[.. JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["rest"]![0]!["resource"]!.AsArray().Select(r => r!)] : null;
    }, () => "the gateway says what is offered");

    static async Task<IReadOnlySet<string>> Ids(HttpClient hospital, string query) =>
        ((await hospital.Get($"fhir/{query}"))["entry"]?.AsArray() ?? []).Select(e => (string)e!["resource"]!["id"]!).ToHashSet();

    /// <summary>With what orders are also found by: the physician's number, and who is asked to treat.</summary>
    static MadeUpReferral Named(MadeUpReferral referral)
    {
        JsonNode Resource(string type) => referral.Bundle["entry"]!.AsArray().Select(e => e!["resource"]!).Single(r => (string?)r["resourceType"] == type);
        Resource("Practitioner")["identifier"] = new JsonArray(new JsonObject { ["system"] = "http://hl7.org/fhir/sid/us-npi", ["value"] = "1234567893" });
        Resource("ServiceRequest")["performer"] = new JsonArray(new JsonObject { ["identifier"] = new JsonObject { ["value"] = "clinic-7" }, ["display"] = "Any location nearby" });
        return referral;
    }

    static StringContent Message(string order) => new(
        $$"""{"resourceType":"Communication","status":"completed","basedOn":[{"reference":"ServiceRequest/{{order}}"}],"payload":[{"contentString":"When does it begin?"}]}""", Encoding.UTF8, "application/fhir+json");

    static StringContent File(string order) => new(new JsonObject
    {
        ["resourceType"] = "DocumentReference", ["status"] = "current",
        ["context"] = new JsonObject { ["related"] = new JsonArray(new JsonObject { ["reference"] = $"ServiceRequest/{order}" }) },
        ["content"] = new JsonArray(new JsonObject { ["attachment"] = new JsonObject { ["title"] = "A scan", ["data"] = "JVBERi0xLjQK" } }),
    }.ToJsonString(), Encoding.UTF8, "application/fhir+json");

    static StringContent Body(string place) => place.EndsWith("_search", StringComparison.Ordinal) ? new("_count=1", Encoding.UTF8, "application/x-www-form-urlencoded") : new("{}", Encoding.UTF8, "application/fhir+json");

    /// <summary>A type's addresses with each method, and the interaction that it would be (FHIR R4 http.html#summary).</summary>
    static IEnumerable<(string Place, string Method, string? Code)> Interactions(JsonNode resource)
    {
        var (id, version) = ((string)resource["id"]!, (string?)resource["meta"]?["versionId"]);
        (string Place, Dictionary<string, string> Codes)[] places =
        [
            (resource["resourceType"]!.ToString() switch
            {
                "Appointment" or "Communication" => $"?based-on={resource["basedOn"]![0]!["reference"]}",
                "DocumentReference" => $"?related={resource["context"]!["related"]![0]!["reference"]}",
                _ => "?_count=1",
            }, new() { ["GET"] = "search-type", ["POST"] = "create" }),
            ($"/{id}", new() { ["GET"] = "read", ["PUT"] = "update", ["DELETE"] = "delete" }),
            ($"/{id}/_history", new() { ["GET"] = "history-instance" }),
            ($"/{id}/_history/{version ?? "1"}", new() { ["GET"] = "vread" }),
        ];
        return from place in places from method in Methods select (place.Place, method, place.Codes.GetValueOrDefault(method));
    }

    /// <summary>A subscription that has come to rest: nobody listens there.</summary>
    async Task<JsonNode> Subscribed(HttpClient hospital)
    {
        const string nobody = "http://127.0.0.1:9";
        await network.MayNotify("general-hospital", nobody);
        var created = await hospital.Send(Hospital.Subscription(nobody), "fhir/Subscription");
        Assert.True(created.Status == HttpStatusCode.Created, created.Body.ToJsonString());
        return await Probe.Until(async () => await hospital.Get($"fhir/Subscription/{created.Id}") is var now && (string?)now["status"] == "error" ? now : null, () => "the handshake has failed");
    }

    /// <summary>One of each type: a referral's from its order to its report, and of the directory whatever comes first.</summary>
    async Task<Dictionary<string, JsonNode>> Resources(HttpClient hospital)
    {
        using var coordinator = await network.As("coordinator");
        var id = await hospital.Sent(Named(Hospital.MakeUp("Harborview")));
        using (var attached = await hospital.PostAsync(new Uri("fhir/DocumentReference", UriKind.Relative), File(id))) Assert.Equal(HttpStatusCode.Created, attached.StatusCode);
        await hospital.UntilTask(id, "in-progress 5.1.1");
        foreach (var visit in await Entries($"Appointment?based-on=ServiceRequest/{id}"))
            Assert.Equal(HttpStatusCode.OK, (await coordinator.Post($"api/visits/{visit["id"]}/complete", Outcome)).Status);
        var task = await hospital.UntilTask(id, "completed 7.0");
        var found = new Dictionary<string, JsonNode>
        {
            ["Task"] = task,
            ["ServiceRequest"] = await hospital.Get($"fhir/ServiceRequest/{id}"),
            ["Bundle"] = await hospital.Get($"fhir/{task["output"]![0]!["valueReference"]!["reference"]}"),
            ["Appointment"] = (await Entries($"Appointment?based-on=ServiceRequest/{id}"))[0],
        };
        using (var asked = await hospital.PostAsync(new Uri("fhir/Communication", UriKind.Relative), Message(id))) Assert.Equal(HttpStatusCode.Created, asked.StatusCode);
        found["Communication"] = (await Entries($"Communication?based-on=ServiceRequest/{id}"))[0];
        found["DocumentReference"] = (await Entries($"DocumentReference?related=ServiceRequest/{id}"))[0];
        found["Binary"] = await hospital.Get($"fhir/{found["DocumentReference"]["content"]![0]!["attachment"]!["url"]}?_format=json");
        found["Subscription"] = await Subscribed(hospital);
        foreach (var type in new[] { "Location", "Practitioner", "PractitionerRole", "Organization", "HealthcareService" }) found[type] = (await Entries(type))[0];
        return found;

        async Task<IReadOnlyList<JsonNode>> Entries(string query) => [.. (await hospital.Get($"fhir/{query}"))["entry"]!.AsArray().Select(e => e!["resource"]!)];
    }
}
