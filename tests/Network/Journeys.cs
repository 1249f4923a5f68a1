using System.Net;
using System.Text.Json.Nodes;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Tests.Network;

/// <summary>Referrals from the hospital's send to the report, through the public API of the whole network.</summary>
[Collection(OnNetwork.Name)]
public class Journeys(NetworkFixture network)
{
    const string Outcome = """{"minutes": 55, "techniques": ["myofascial-release"], "painBefore": 7, "painAfter": 4, "note": "Tolerated well."}""";

    [Fact]
    public async Task A_covered_referral_is_booked_treated_and_reported_back_with_no_person_in_between()
    {
        using var hospital = await network.As("general-hospital");
        using var coordinator = await network.As("coordinator");
        var id = await hospital.Sent(Hospital.MakeUp("Harborview"));
        var booked = await hospital.UntilTask(id, "in-progress 5.1.1");
        var place = (string?)booked["location"]!["reference"];
        Assert.DoesNotContain(place!.Split('/')[1], booked["note"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.NotEmpty((string?)(await hospital.Get($"fhir/{place}"))["name"] ?? "");

        var visits = await Visits(hospital, id);
        Assert.InRange(visits.Count, 6, 8);
        Assert.All(visits, v => Assert.Equal("booked", (string?)v["status"]));
        Assert.Equal(visits.Count, (int)(await coordinator.Get($"api/coverages/{id}"))["units"]!["reserved"]!);

        foreach (var visit in visits)
            Assert.Equal(HttpStatusCode.OK, (await coordinator.Post($"api/visits/{visit["id"]}/complete", Outcome)).Status);
        var task = await hospital.UntilTask(id, "completed 7.0");

        var report = await hospital.Get($"fhir/{task["output"]![0]!["valueReference"]!["reference"]}");
        Assert.Equal("document", (string?)report["type"]);
        Assert.Equal(2 * visits.Count, report["entry"]!.AsArray().Count(e => (string?)e!["resource"]!["resourceType"] == "Observation"));
        await Probe.Until(async () => (int)(await coordinator.Get($"api/coverages/{id}"))["units"]!["used"]! == visits.Count, () => "a unit used for each visit");

        var history = (await hospital.Get($"fhir/Task/{id}/_history"))["entry"]!.AsArray().Select(e => Hospital.Short(e!["resource"]!)).Reverse().ToList();
        Assert.Equal(["received 2.0", "accepted 3.0", "in-progress 5.1.1", "in-progress 5.1.4", "completed 7.0"], history.Distinct());
    }

    [Fact]
    public async Task A_self_paid_referral_waits_for_the_estimate_and_is_booked_once_it_is_accepted()
    {
        using var hospital = await network.As("lakeside-medical-center");
        using var coordinator = await network.As("coordinator");
        var id = await hospital.Sent(Hospital.MakeUp("no insurer", "lakeside-medical-center"));
        var task = await hospital.UntilTask(id, "on-hold 3.0 estimate-acceptance");
        Assert.Contains("USD", (string?)task["statusReason"]!["text"]);

        var key = Guid.NewGuid().ToString();
        Assert.Equal(HttpStatusCode.OK, (await coordinator.Post($"api/referrals/{id}/estimate/accept", key: key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await coordinator.Post($"api/referrals/{id}/estimate/accept", key: key)).Status);
        await hospital.UntilTask(id, "in-progress 5.1.1");
    }

    [Fact]
    public async Task A_doubtful_referral_waits_on_the_worklist_and_a_coordinator_accepts_or_rejects_it()
    {
        using var hospital = await network.As("general-hospital");
        using var coordinator = await network.As("coordinator");
        var (first, second) = (Hospital.Doubtful(), Hospital.Doubtful());
        var (accepted, rejected) = (await hospital.Sent(first), await hospital.Sent(second));
        await hospital.UntilTask(accepted, "on-hold 2.0 review");

        using var list = await coordinator.GetAsync(new Uri("api/worklist?reason=review&limit=200", UriKind.Relative));
        Assert.Contains(accepted, await list.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, (await coordinator.Post($"api/referrals/{accepted}/accept")).Status);
        await hospital.UntilTask(accepted, "in-progress 5.1.1");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await coordinator.Post($"api/referrals/{rejected}/reject", """{"reason":"because","text":"x"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await coordinator.Post($"api/referrals/{rejected}/reject", """{"reason":"service-inappropriate","text":"Needs imaging first."}""")).Status);
        Assert.Equal("Needs imaging first.", (string?)(await hospital.UntilTask(rejected, "rejected 4.0 service-inappropriate"))["statusReason"]!["text"]);
        Assert.Equal(HttpStatusCode.Conflict, (await coordinator.Post($"api/referrals/{rejected}/accept")).Status);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Cancelling_is_asked_and_confirmed_and_gives_visits_and_units_back_at_any_moment(bool booked)
    {
        using var hospital = await network.As("general-hospital");
        using var coordinator = await network.As("coordinator");
        var id = await hospital.Sent(Hospital.MakeUp("Harborview"));
        // Without waiting, holds and reservations are still on their way when the cancellation overtakes them.
        if (booked) await hospital.UntilTask(id, "in-progress 5.1.1");

        Assert.Equal(HttpStatusCode.Conflict, (await coordinator.Post($"api/referrals/{id}/cancellation/confirm")).Status);
        var order = await hospital.Get($"fhir/ServiceRequest/{id}");
        order["status"] = "revoked";
        using var body = new StringContent(order.ToJsonString(), System.Text.Encoding.UTF8, "application/fhir+json");
        using var revoked = await hospital.PutAsync(new Uri($"fhir/ServiceRequest/{id}", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        await hospital.UntilTask(id, "in-progress 5.2");

        Assert.Equal(HttpStatusCode.OK, (await coordinator.Post($"api/referrals/{id}/cancellation/confirm")).Status);
        await hospital.UntilTask(id, "cancelled 6.0 cancelled");
        await Probe.Until(async () => await LiveClaims(id) == 0, () => "no claim of the cancelled series is left");
        await Probe.Until(async () => await ReservedUnits(coordinator, id) == 0, () => "no unit of the cancelled referral is reserved");
    }

    [Fact]
    public async Task A_missed_visit_gives_its_unit_back_and_the_referral_still_completes()
    {
        using var hospital = await network.As("general-hospital");
        using var coordinator = await network.As("coordinator");
        var id = await hospital.Sent(Hospital.MakeUp("Harborview"));
        await hospital.UntilTask(id, "in-progress 5.1.1");
        var visits = await Visits(hospital, id);

        await coordinator.Post($"api/visits/{visits[0]["id"]}/miss");
        await hospital.UntilTask(id, "in-progress 5.1.2");
        foreach (var visit in visits.Skip(1)) await coordinator.Post($"api/visits/{visit["id"]}/complete", Outcome);
        await hospital.UntilTask(id, "completed 7.0");
        await Probe.Until(async () => (int)(await coordinator.Get($"api/coverages/{id}"))["units"]!["used"]! == visits.Count - 1, () => "a unit used for each visit but the missed one");
        Assert.Equal("noshow", (string?)(await hospital.Get($"fhir/Appointment/{visits[0]["id"]}"))["status"]);
    }

    [Fact]
    public async Task The_physicians_requests_reach_the_therapists_screen_word_for_word()
    {
        using var hospital = await network.As("general-hospital");
        var referral = Hospital.MakeUp("Harborview");
        var words = $"Keep the left shoulder covered; reference {Guid.NewGuid():N}.";
        referral.Bundle["entry"]!.AsArray().Single(e => (string?)e!["resource"]!["resourceType"] == "ServiceRequest")!["resource"]!["note"]![0]!["text"] = words;
        var id = await hospital.Sent(referral);
        await hospital.UntilTask(id, "in-progress 5.1.1");

        var first = (await Visits(hospital, id))[0];
        var therapistId = ((string)first["participant"]!.AsArray().Select(p => p!["actor"]!["reference"]).First(r => ((string)r!).StartsWith("Practitioner/", StringComparison.Ordinal))!)["Practitioner/".Length..];
        using var therapist = await network.As("therapist", therapistId);
        var day = DateTimeOffset.Parse((string)first["start"]!, System.Globalization.CultureInfo.InvariantCulture);
        using var screen = await therapist.GetAsync(new Uri($"api/visits?date={day:yyyy-MM-dd}", UriKind.Relative));
        Assert.Contains(words, JsonNode.Parse(await screen.Content.ReadAsStringAsync())!.ToString());
    }

    [Fact]
    public async Task A_partner_sees_only_what_it_sent()
    {
        using var sender = await network.As("general-hospital");
        using var other = await network.As("st-brendan");
        var referral = Hospital.MakeUp("Harborview");
        var id = await sender.Sent(referral);
        await sender.UntilTask(id, "in-progress 5.1.1");

        foreach (var path in new[] { $"fhir/Task/{id}", $"fhir/ServiceRequest/{id}", $"fhir/Task/{id}/_history", $"fhir/Bundle/{id}", $"fhir/Appointment/{id}-1-1" })
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
        Assert.Empty(await Visits(other, id));
        Assert.Equal(0, (int)(await other.Get($"fhir/Task?focus=ServiceRequest/{id}"))["total"]!);
        Assert.Equal(1, (int)(await sender.Get($"fhir/Task?identifier={Uri.EscapeDataString($"{referral.Partner.Orders}|{referral.Order}")}"))["total"]!);
        Assert.Equal(HttpStatusCode.Forbidden, (await other.Send(referral.Bundle.ToJsonString())).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await sender.GetAsync(new Uri("api/worklist", UriKind.Relative))).StatusCode);
    }

    static async Task<List<JsonNode>> Visits(HttpClient http, string id) =>
        [.. (await http.Get($"fhir/Appointment?based-on=ServiceRequest/{id}"))["entry"]?.AsArray().Select(e => e!["resource"]!) ?? []];

    async Task<long> LiveClaims(string referral) =>
        await network.Collection("scheduling", "days").CountDocumentsAsync(Builders<BsonDocument>.Filter.Regex("claims.series", new BsonRegularExpression($"^{referral}")));

    static async Task<int> ReservedUnits(HttpClient coordinator, string id)
    {
        using var answer = await coordinator.GetAsync(new Uri($"api/coverages/{id}", UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.NotFound ? 0 : (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["units"]!["reserved"]!;
    }
}
