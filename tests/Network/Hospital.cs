using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Local;
using ClinicNetwork.Local.Demo;

namespace Tests.Network;

/// <summary>What a test does in a hospital's name, and in a coordinator's.</summary>
static class Hospital
{
    static int numbers = Random.Shared.Next(1_000_000, 900_000_000);

    public sealed record Answer(HttpStatusCode Status, JsonObject Body, Uri? Location)
    {
        /// <summary>The referral's id, from the Location header.</summary>
        public string Id => Location!.ToString()[(Location.ToString().LastIndexOf('/') + 1)..];
    }

    /// <summary>Made-up referrals of general-hospital under numbers that no other test has.</summary>
    /// <param name="payer">Part of the payer's name, or null for any case of the demonstration's mix.</param>
    /// <param name="visits">At least so many visits.</param>
    public static MadeUpReferral MakeUp(string payer, string partner = "general-hospital", int visits = 0) =>
        new ReferralGenerator(Interlocked.Increment(ref numbers), DateTimeOffset.Parse("2026-11-20T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture))
            .Take(54).First(r => r.Partner.Id == partner && r.About.Contains(payer, StringComparison.Ordinal) && !r.About.Contains("Fracture", StringComparison.Ordinal) && Visits(r) >= visits);

    /// <summary>An order whose diagnosis is not among the conditions treated without review.</summary>
    public static MadeUpReferral Doubtful()
    {
        var referral = MakeUp("Harborview");
        var code = referral.Bundle["entry"]!.AsArray().Single(e => (string?)e!["resource"]!["resourceType"] == "Condition")!["resource"]!["code"]!["coding"]!.AsArray();
        code.Clear();
        code.Add(new JsonObject { ["system"] = "http://hl7.org/fhir/sid/icd-10-cm", ["code"] = "R68.89" });
        return referral;
    }

    static int Visits(MadeUpReferral referral) =>
        (int)referral.Bundle["entry"]!.AsArray().Select(e => e!["resource"]!).Single(r => (string?)r["resourceType"] == "ServiceRequest")["quantityQuantity"]!["value"]!;

    public static async Task<Answer> Send(this HttpClient http, string json, string path = "fhir")
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/fhir+json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), body);
        return new(answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject(), answer.Headers.Location);
    }

    /// <summary>Sends as real hospitals do: again and again while the network is busy or away. The order number makes it the same one.</summary>
    public static Task<Answer> SendUntilTaken(this HttpClient http, string json)
    {
        var last = "nothing";
        return Probe.Until(async () =>
        {
            try
            {
                using var body = new StringContent(json, Encoding.UTF8, "application/fhir+json");
                using var answer = await http.PostAsync(new Uri("fhir", UriKind.Relative), body);
                var text = await answer.Content.ReadAsStringAsync();
                last = $"{(int)answer.StatusCode} {text}";
                if (answer.IsSuccessStatusCode) return new Answer(answer.StatusCode, JsonNode.Parse(text)!.AsObject(), answer.Headers.Location);
                Assert.True((int)answer.StatusCode is 408 or 429 or >= 500, last);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                last = e.Message;
            }
            return null;
        }, () => $"a referral is taken (last answer: {last})", minutes: 3);
    }

    public static async Task<string> Sent(this HttpClient http, MadeUpReferral referral)
    {
        var answer = await http.Send(referral.Bundle.ToJsonString());
        Assert.True(answer.Status == HttpStatusCode.Created, $"{answer.Status}: {answer.Body.ToJsonString()}");
        return answer.Id;
    }

    public static async Task<JsonObject> Get(this HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"GET {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public static async Task<(HttpStatusCode Status, string Text)> Post(this HttpClient http, string path, string json = "{}", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A wish to be told of every change of state.</summary>
    public static string Subscription(string endpoint) => $$"""
        { "resourceType": "Subscription", "status": "requested", "reason": "To know at once", "criteria": "https://clinicnetwork.example/fhir/SubscriptionTopic/referral-state",
          "channel": { "type": "rest-hook", "endpoint": "{{endpoint}}", "payload": "application/fhir+json",
            "_payload": { "extension": [{ "url": "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content", "valueCode": "id-only" }] } } }
        """;

    /// <summary>An operator registers where a partner may be notified.</summary>
    public static async Task MayNotify(this NetworkFixture network, string partner, string address)
    {
        using var someone = await network.As("operator");
        var known = await someone.Get($"api/partners/{partner}");
        var registered = new JsonObject(new[] { "name", "chain", "identifierSystems", "keys", "scopes", "suspended" }.Select(field => KeyValuePair.Create(field, known[field]?.DeepClone())))
        {
            ["notificationEndpoints"] = new JsonArray([.. known["notificationEndpoints"]!.AsArray().Select(e => e!.DeepClone()).Append(JsonValue.Create(address))]),
        };
        using var body = new StringContent(registered.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await someone.PutAsync(new Uri($"api/partners/{partner}", UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>An order as its hospital takes it back.</summary>
    public static string Revocation(string id) => $$"""{"resourceType": "ServiceRequest", "id": "{{id}}", "status": "revoked", "intent": "order", "subject": {"display": "as sent"} }""";

    /// <summary>The hospital asks to cancel and a coordinator confirms it.</summary>
    public static async Task Cancel(this HttpClient hospital, HttpClient coordinator, string id)
    {
        using var body = new StringContent(Revocation(id), Encoding.UTF8, "application/fhir+json");
        using var asked = await hospital.PutAsync(new Uri($"fhir/ServiceRequest/{id}", UriKind.Relative), body);
        Assert.True(asked.IsSuccessStatusCode, $"{asked.StatusCode}: {await asked.Content.ReadAsStringAsync()}");
        var (status, text) = await coordinator.Post($"api/referrals/{id}/cancellation/confirm");
        Assert.True(status == HttpStatusCode.OK, $"{status}: {text}");
    }

    /// <summary>A Task in short: <c>status businessStatus reason</c>.</summary>
    public static string Short(JsonNode task) =>
        $"{task["status"]} {task["businessStatus"]!["coding"]![0]!["code"]} {task["statusReason"]?["coding"]?[0]?["code"]}".Trim();

    /// <summary>Waits until the Task of a referral reads as wanted.</summary>
    public static async Task<JsonObject> UntilTask(this HttpClient http, string id, string wanted, double minutes = 2)
    {
        var last = "";
        return await Probe.Until(async () =>
        {
            var task = await http.Get($"fhir/Task/{id}");
            last = Short(task);
            return last == wanted ? task : null;
        }, () => $"Task {wanted} (it is: {last})", minutes);
    }
}
