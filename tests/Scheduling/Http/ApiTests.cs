using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Scheduling.Booking;
using ClinicNetwork.Tests.Scheduling.Engine;

namespace ClinicNetwork.Tests.Scheduling.Http;

[Collection(OnEngines.Name)]
public sealed class ApiTests(RunningService service) : IClassFixture<RunningService>
{
    readonly string referral = Guid.NewGuid().ToString("N");

    string Coordinator => service.Tokens.Person("coordinator", "bay-state-therapy");
    static object Report(int minutes = 55, string note = "Better.") => new { minutes, techniques = new[] { "myofascial-release" }, painBefore = 6, painAfter = 3, note };

    [Fact]
    public async Task The_therapist_sees_the_physicians_requests_word_for_word_and_only_their_own_visits()
    {
        var plan = (await service.Booked(referral)).Plan!;
        var path = $"/api/visits?date={plan.Visits[0].Date:yyyy-MM-dd}&location={plan.LocationId}";

        var own = await service.Read(path, service.Tokens.Person("therapist", "bay-state-therapy", plan.TherapistId));
        var others = await service.Read(path, service.Tokens.Person("therapist", "bay-state-therapy", "somebody-else"));
        var coordinator = await service.Read(path, Coordinator);
        var otherChain = await service.Read(path, service.Tokens.Person("coordinator", "pilgrim-bodywork"));

        Assert.Equal("Avoid the left shoulder: “old scar”.", own[0].GetProperty("requests")[0].GetString());
        Assert.Equal("A. Sample", own[0].GetProperty("patientName").GetString());
        Assert.Equal((1, 0, 1, 0), (Mine(own), Mine(others), Mine(coordinator), Mine(otherChain)));
        Assert.All(own.EnumerateArray(), v => Assert.Equal(plan.TherapistId, v.GetProperty("therapistId").GetString()));

        int Mine(JsonElement visits) => visits.EnumerateArray().Count(v => v.GetProperty("referralId").GetString() == referral);
    }

    [Fact]
    public async Task A_therapist_reads_their_own_papers_and_nobody_elses()
    {
        var plan = (await service.Booked(referral)).Plan!;
        var papers = await service.Read("/api/visits/credentials", service.Tokens.Person("therapist", "bay-state-therapy", plan.TherapistId));
        Assert.Equal(plan.TherapistName, papers.GetProperty("name").GetString());
        Assert.True(DateOnly.Parse(papers.GetProperty("validThrough").GetString()!, null) <= DateOnly.Parse(papers.GetProperty("licence").GetProperty("expires").GetString()!, null));
        Assert.NotEmpty(papers.GetProperty("techniques").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get("/api/visits/credentials", service.Tokens.Person("therapist", "bay-state-therapy", "somebody-else"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get("/api/visits/credentials", service.Tokens.Person("therapist", "pilgrim-bodywork", plan.TherapistId))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get("/api/visits/credentials", Coordinator)).StatusCode);
    }

    [Fact]
    public async Task An_outcome_is_recorded_once_repeated_harmlessly_and_never_overwritten()
    {
        await service.Booked(referral);
        var (path, key) = ($"/api/visits/{referral}-1-1", Guid.NewGuid());

        Assert.Equal(HttpStatusCode.OK, (await service.Post($"{path}/complete", Report(), Coordinator, key)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"{path}/complete", Report(), Coordinator, key)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"{path}/complete", Report(), Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await service.Post($"{path}/complete", Report(minutes: 40), Coordinator, key)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await service.Post($"{path}/complete", Report(minutes: 40), Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await service.Post($"{path}/complete", Report(note: "Worse."), Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await service.Post($"{path}/miss", new { }, Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await service.Post($"{path}/complete", Report(minutes: 0), Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Post($"{path}/complete", Report(), service.Tokens.Person("therapist", "*", "somebody-else"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Post($"/api/visits/{referral}-1-9/miss", new { }, Coordinator)).StatusCode);
    }

    [Fact]
    public async Task The_therapist_answers_the_physicians_requests_one_by_one_and_the_report_reads_it()
    {
        await service.Booked(referral);
        var path = $"/api/visits/{referral}-1-1/complete";
        static object Answered(params (int Request, string Text)[] answers) =>
            new { minutes = 55, techniques = new[] { "myofascial-release" }, painBefore = 6, painAfter = 3, answers = answers.Select(a => new { request = a.Request, text = a.Text }) };

        foreach (var wrong in new[] { Answered((2, "There is no second.")), Answered((1, "")), Answered((1, "a"), (1, "b")), Answered((1, new string('a', 501))) })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await service.Post(path, wrong, Coordinator)).StatusCode);
        var recorded = await service.Post(path, Answered((1, "The scar was left alone.")), Coordinator);

        Assert.Equal(HttpStatusCode.OK, recorded.StatusCode);
        Assert.Equal("The scar was left alone.", (await recorded.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outcome").GetProperty("answers")[0].GetProperty("text").GetString());
        Assert.Equal(HttpStatusCode.OK, (await service.Post(path, Answered((1, "The scar was left alone.")), Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await service.Post(path, Answered((1, "It was not.")), Coordinator)).StatusCode);
        var told = (await service.Read($"/internal/series/{referral}/outcome", service.Tokens.Service())).GetProperty("visits")[0].GetProperty("answers")[0];
        Assert.Equal((1, "The scar was left alone."), (told.GetProperty("request").GetInt32(), told.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task The_whole_series_done_is_told_to_the_referral_service_only()
    {
        await service.Booked(referral);
        await service.Post($"/api/visits/{referral}-1-1/complete", Report(), Coordinator);
        await service.Post($"/api/visits/{referral}-1-2/miss", new { }, Coordinator);
        await service.Post($"/api/visits/{referral}-1-3/complete", Report(), Coordinator);

        var outcome = await service.Read($"/internal/series/{referral}/outcome", service.Tokens.Service());

        Assert.Equal(["completed", "missed", "completed"], outcome.GetProperty("visits").EnumerateArray().Select(v => v.GetProperty("status").GetString()));
        var first = outcome.GetProperty("visits")[0];
        Assert.Equal((1, 1, 55, 6, 3, "Better."), (first.GetProperty("attempt").GetInt32(), first.GetProperty("visit").GetInt32(), first.GetProperty("minutes").GetInt32(),
            first.GetProperty("painBefore").GetInt32(), first.GetProperty("painAfter").GetInt32(), first.GetProperty("note").GetString()));
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get($"/internal/series/{referral}/outcome", Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get("/internal/series/nobody/outcome", service.Tokens.Service())).StatusCode);
        Assert.Equal("Completed", (await service.Read($"/api/series/{referral}-1", Coordinator)).GetProperty("stage").GetString());
    }

    [Fact]
    public async Task A_partner_sees_the_appointments_of_what_it_sent_and_nobody_elses()
    {
        var plan = (await service.Booked(referral)).Plan!;
        await service.Post($"/api/visits/{referral}-1-1/complete", Report(), Coordinator);
        var path = $"/fhir/Appointment?based-on=ServiceRequest/{referral}";

        var bundle = await service.Read(path, service.Tokens.Partner("general-hospital"));
        var others = await service.Read(path, service.Tokens.Partner("st-brendan"));

        var appointments = bundle.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")).ToList();
        Assert.Equal(["fulfilled", "booked", "booked"], appointments.Select(a => a.GetProperty("status").GetString()));
        Assert.Equal($"ServiceRequest/{referral}", appointments[0].GetProperty("basedOn")[0].GetProperty("reference").GetString());
        Assert.Equal(plan.Visits[0].Start, appointments[0].GetProperty("start").GetDateTimeOffset());
        Assert.DoesNotContain("Sample", bundle.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, others.GetProperty("total").GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await service.Get($"/fhir/Appointment/{referral}-1-2", service.Tokens.Partner("general-hospital"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"/fhir/Appointment/{referral}-1-2", service.Tokens.Partner("st-brendan"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Get("/fhir/Appointment", service.Tokens.Partner("general-hospital"))).StatusCode);
        foreach (var address in new[] { "Location", $"Location/{plan.LocationId}", $"Practitioner/{plan.TherapistId}", "PractitionerRole" })
            Assert.Equal(HttpStatusCode.OK, (await service.Get($"/fhir/{address}", service.Tokens.Partner("general-hospital"))).StatusCode);
    }

    [Fact]
    public async Task Policy_data_is_versioned_checked_and_kept_to_its_chain()
    {
        var (path, body) = Seed.Lines.First(l => l.Path.StartsWith("/api/therapists/", StringComparison.Ordinal));
        var therapist = body.Deserialize<Dictionary<string, JsonElement>>()!;
        var operatorToken = service.Tokens.Person("operator", "bay-state-therapy");

        var same = await service.Put(path, therapist, operatorToken);
        therapist["name"] = JsonSerializer.SerializeToElement("A. Okonkwo");
        var changed = await service.Put(path, therapist, operatorToken);
        therapist["techniques"] = JsonSerializer.SerializeToElement(new[] { "swedish" });
        therapist["gender"] = JsonSerializer.SerializeToElement("f");
        var wrong = await service.Put(path, therapist, operatorToken);

        Assert.Equal(1, (await same.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("version").GetInt64());
        Assert.Equal(2, (await changed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("version").GetInt64());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var text = (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
        Assert.Contains("swedish", text, StringComparison.Ordinal);
        Assert.Contains("gender", text, StringComparison.Ordinal);
        therapist["techniques"] = body.GetProperty("techniques");
        therapist["gender"] = body.GetProperty("gender");
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Put(path, therapist, service.Tokens.Person("operator", "pilgrim-bodywork"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Put(path, therapist, Coordinator)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await service.Put(path, therapist, operatorToken, "\"1\"")).StatusCode);
        Assert.Equal("\"2\"", (await service.Put($"{path}?reason=as%20before", therapist, operatorToken, "\"2\"")).Headers.ETag!.Tag);
        Assert.Equal([1, 2], (await service.Read($"{path}/versions", Coordinator)).EnumerateArray().Select(v => v.GetProperty("version").GetInt32()));
        Assert.Equal(19, (await service.Read("/api/therapists", Coordinator)).GetArrayLength());
        Assert.Equal("A. Okonkwo", (await service.Read(path, Coordinator)).GetProperty("body").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_series_explains_itself()
    {
        var series = await service.Booked(referral);
        Assert.IsType<Booked>(series.Stage);

        var view = await service.Read($"/api/series/{referral}-1", Coordinator);

        var explanation = view.GetProperty("explanation");
        Assert.Contains(series.Plan!.TherapistName, explanation.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains(explanation.GetProperty("refused").EnumerateArray(), r =>
            r.GetProperty("therapist").GetString() == "peter-quill" && r.GetProperty("requirements")[0].GetString() == "training-hours: 240 training hours of 300 required");
    }

    [Theory]
    [InlineData("/api/visits/{0}-1-1/complete", """{"minutes":null,"techniques":["myofascial-release"],"painBefore":1,"painAfter":1}""", "minutes")]
    [InlineData("/api/visits/{0}-1-1/complete", """{"minutes":"50","techniques":["myofascial-release"],"painBefore":1,"painAfter":1}""", "minutes")]
    [InlineData("/api/visits/{0}-1-1/complete", """{"minutes":50,"techniques":[null],"painBefore":1,"painAfter":1}""", "techniques[0]")]
    [InlineData("/api/visits/{0}-1-1/complete", """{"minutes":50,"techniques":null,"painBefore":1,"painAfter":1}""", "techniques")]
    [InlineData("/api/visits/{0}-1-1/complete", """{"minutes":50,"painBefore":1,"painAfter":1}""", "techniques")]
    [InlineData("/api/visits/{0}-1-1/complete", "null", "body")]
    [InlineData("/api/visits/{0}-1-1/complete", "[]", "body")]
    [InlineData("/api/visits/{0}-1-1/complete", "{", "body")]
    [InlineData("/api/visits/{0}-1-1/complete", "", "body")]
    [InlineData("/api/chains/bay-state-therapy", """{"name":null}""", "name")]
    [InlineData("/api/chains/bay-state-therapy", """{"name":"x","timeZone":null}""", "timeZone")]
    [InlineData("/api/chains/bay-state-therapy", """{"name":"x","holdMinutes":1.5}""", "holdMinutes")]
    [InlineData("/api/therapists/t", """{"chain":"bay-state-therapy","name":"x","gender":"other","licence":null,"techniques":[],"shifts":[]}""", "licence")]
    [InlineData("/api/therapists/t", """{"chain":"bay-state-therapy","name":"x","gender":"other","licence":{"number":null,"expires":"2030-01-01"},"techniques":[],"shifts":[]}""", "licence.number")]
    [InlineData("/api/therapists/t", """{"chain":"bay-state-therapy","name":"x","gender":"other","licence":{"number":"1","expires":"soon"},"techniques":[],"shifts":[]}""", "licence.expires")]
    [InlineData("/api/therapists/t", """{"chain":"bay-state-therapy","name":"x","gender":"other","licence":{"number":"1","expires":"2030-01-01"},"techniques":[],"shifts":[null]}""", "shifts[0]")]
    [InlineData("/api/therapists/t", """{"chain":"bay-state-therapy","name":"x","gender":"other","licence":{"number":"1","expires":"2030-01-01"},"techniques":[],"shifts":[{"weekday":9,"location":"l","from":"08:00","to":"09:00"}]}""", "shifts[0].weekday")]
    [InlineData("/api/locations/l", """{"chain":"bay-state-therapy","name":"x","address":"y","latitude":1,"longitude":1,"rooms":["1"],"hours":[]}""", "state")]
    [InlineData("/api/locations/l", """{"chain":"bay-state-therapy","name":"x","address":"y","state":"MA","latitude":1,"longitude":1,"rooms":["1"],"hours":[],"closedDates":[null]}""", "closedDates[0]")]
    public async Task A_body_that_cannot_be_is_refused_by_the_name_of_its_field(string path, string body, string field)
    {
        var address = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, referral);
        var answer = await service.Send(address.Contains("visits", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Put, address, body,
            service.Tokens.Person(address.Contains("visits", StringComparison.Ordinal) ? "coordinator" : "operator"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("expression").GetString());
    }

    [Fact]
    public async Task Names_and_time_zones_are_told_to_services_only()
    {
        var names = await service.Read("/internal/names", service.Tokens.Service());

        Assert.Equal("Pilgrim Bodywork", names.GetProperty("chains").GetProperty("pilgrim-bodywork").GetString());
        Assert.Equal("Bay State Therapy Boston", names.GetProperty("locations").GetProperty("bay-boston").GetString());
        Assert.Equal(30, names.GetProperty("therapists").EnumerateObject().Count());
        Assert.Equal("America/New_York", names.GetProperty("timeZones").GetProperty("bay-state-therapy").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get("/internal/names", Coordinator)).StatusCode);
    }

    [Fact]
    public async Task A_location_names_its_state_and_a_snapshot_tells_how_a_series_stands()
    {
        await service.Booked(referral);

        var location = await service.Read("/fhir/Location/bay-boston", service.Tokens.Partner("general-hospital"));
        var told = await service.Post($"/api/snapshots/scheduling/{referral}-1", new { }, service.Tokens.Person("operator"));

        Assert.Equal("MA", location.GetProperty("address").GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Accepted, told.StatusCode);
        Assert.Equal(0, (await service.Read("/api/waiting-room/scheduling", service.Tokens.Person("operator"))).GetProperty("messages").GetArrayLength());
    }
}
