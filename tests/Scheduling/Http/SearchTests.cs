using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ClinicNetwork.Tests.Scheduling.Http;

[Collection(OnEngines.Name)]
public sealed class SearchTests(RunningService service) : IClassFixture<RunningService>
{
    readonly string order = Guid.NewGuid().ToString("N");

    string Hospital => service.Tokens.Partner("general-hospital");

    async Task<JsonElement> Find(string search, string token)
    {
        var answer = await service.Get($"/fhir/{search}", token, "handling=strict");
        Assert.True(answer.IsSuccessStatusCode, $"{search}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    static IReadOnlyList<JsonElement> Found(JsonElement bundle, string mode = "match") => bundle.TryGetProperty("entry", out var entries)
        ? [.. entries.EnumerateArray().Where(e => e.GetProperty("search").GetProperty("mode").GetString() == mode).Select(e => e.GetProperty("resource"))]
        : [];

    static IReadOnlyList<string> Ids(JsonElement bundle, string mode = "match") => [.. Found(bundle, mode).Select(r => r.GetProperty("id").GetString()!)];

    /// <summary>Every parameter of the directory: a value, one that it finds and one that it leaves out.</summary>
    [Theory]
    [InlineData("Location?_id=bay-boston", "bay-boston", "bay-worcester")]
    [InlineData("Location?_lastUpdated=ge2026", "bay-boston", null)]
    [InlineData("Location?_lastUpdated=lt2026", null, "bay-boston")]
    [InlineData("Location?name=bay state therapy b", "bay-boston", "bay-worcester")]
    [InlineData("Location?name:contains=BOSTON", "bay-boston", "bay-worcester")]
    [InlineData("Location?name:exact=Bay State Therapy Boston", "bay-boston", "bay-worcester")]
    [InlineData("Location?address:contains=boston", "bay-boston", "bay-worcester")]
    [InlineData("Location?address-state=ma", "bay-boston", null)]
    [InlineData("Location?address-state=ny", null, "bay-boston")]
    [InlineData("Location?organization=Organization/bay-state-therapy", "bay-boston", "pilgrim-cambridge")]
    [InlineData("Location?status=active", "bay-boston", null)]
    [InlineData("Location?status=inactive", null, "bay-boston")]
    [InlineData("Practitioner?_id=peter-quill", "peter-quill", "{other}")]
    [InlineData("Practitioner?_lastUpdated=lt2026", null, "peter-quill")]
    [InlineData("Practitioner?name=quill", "peter-quill", "{other}")]
    [InlineData("Practitioner?gender=male", "peter-quill", "{woman}")]
    [InlineData("Practitioner?active=true", "peter-quill", null)]
    [InlineData("Practitioner?active=false", null, "peter-quill")]
    [InlineData("PractitionerRole?_id=peter-quill", "peter-quill", "{other}")]
    [InlineData("PractitionerRole?_lastUpdated=lt2026", null, "peter-quill")]
    [InlineData("PractitionerRole?practitioner=Practitioner/peter-quill", "peter-quill", "{other}")]
    [InlineData("PractitionerRole?location={place}", "peter-quill", "{elsewhere}")]
    [InlineData("PractitionerRole?organization={chain}", "peter-quill", "{elsewhere}")]
    [InlineData("PractitionerRole?specialty={technique}", "peter-quill", null)]
    [InlineData("PractitionerRole?active=false", null, "peter-quill")]
    [InlineData("Organization?_id=bay-state-therapy", "bay-state-therapy", "pilgrim-bodywork")]
    [InlineData("Organization?_lastUpdated=lt2026", null, "bay-state-therapy")]
    [InlineData("Organization?name=bay", "bay-state-therapy", "pilgrim-bodywork")]
    [InlineData("Organization?active=false", null, "bay-state-therapy")]
    [InlineData("HealthcareService?_id=bay-state-therapy", "bay-state-therapy", "pilgrim-bodywork")]
    [InlineData("HealthcareService?_lastUpdated=lt2026", null, "bay-state-therapy")]
    [InlineData("HealthcareService?name=medical massage, bay", "bay-state-therapy", "pilgrim-bodywork")]
    [InlineData("HealthcareService?service-type=medical-massage", "bay-state-therapy", null)]
    [InlineData("HealthcareService?service-type=https://elsewhere.example|medical-massage", null, "bay-state-therapy")]
    [InlineData("HealthcareService?organization=bay-state-therapy", "bay-state-therapy", "pilgrim-bodywork")]
    [InlineData("HealthcareService?location=bay-boston", "bay-state-therapy", "pilgrim-bodywork")]
    [InlineData("HealthcareService?active=false", null, "bay-state-therapy")]
    [InlineData("HealthcareService?specialty=lymphatic-drainage&active=true", "at-bay-boston", "bay-state-therapy")]
    public async Task The_directory_is_found_by_each_of_its_parameters(string search, string? found, string? leftOut)
    {
        var quill = Body("/api/therapists/peter-quill");
        var woman = Seed.Lines.First(l => l.Path.StartsWith("/api/therapists/", StringComparison.Ordinal) && l.Body.GetProperty("gender").GetString() == "female");
        var elsewhere = Seed.Lines.First(l => l.Path.StartsWith("/api/therapists/", StringComparison.Ordinal) && l.Body.GetProperty("chain").GetString() != quill.GetProperty("chain").GetString());
        string Filled(string text) => text.Replace("{other}", Id(woman.Path), StringComparison.Ordinal).Replace("{woman}", Id(woman.Path), StringComparison.Ordinal).Replace("{elsewhere}", Id(elsewhere.Path), StringComparison.Ordinal)
            .Replace("{place}", quill.GetProperty("shifts")[0].GetProperty("location").GetString(), StringComparison.Ordinal).Replace("{chain}", quill.GetProperty("chain").GetString(), StringComparison.Ordinal)
            .Replace("{technique}", quill.GetProperty("techniques")[0].GetString(), StringComparison.Ordinal);

        var ids = Ids(await Find($"{Filled(search.Replace("name=medical massage, bay", "name=medical massage\\, bay", StringComparison.Ordinal))}&_count=200", Hospital));

        if (found is not null) Assert.Contains(found, ids);
        if (leftOut is not null) Assert.DoesNotContain(Filled(leftOut), ids);

        static string Id(string path) => path.Split('/')[^1];
        static JsonElement Body(string path) => Seed.Lines.First(l => l.Path == path).Body;
    }

    [Theory]
    [InlineData("status=fulfilled", new[] { 1 })]
    [InlineData("status=booked", new[] { 2, 3 })]
    [InlineData("status=fulfilled,booked", new[] { 1, 2, 3 })]
    [InlineData("status=noshow", new int[0])]
    [InlineData("date={second}", new[] { 2 })]
    [InlineData("date=gt{first}", new[] { 2, 3 })]
    [InlineData("date=le{second}&_sort=-date", new[] { 2, 1 })]
    [InlineData("location=Location/{place}", new[] { 1, 2, 3 })]
    [InlineData("location=elsewhere", new int[0])]
    [InlineData("practitioner={therapist}", new[] { 1, 2, 3 })]
    [InlineData("practitioner=Practitioner/nobody", new int[0])]
    [InlineData("actor=Practitioner/{therapist}", new[] { 1, 2, 3 })]
    [InlineData("actor=Location/nowhere", new int[0])]
    [InlineData("_lastUpdated=ge2026", new[] { 1, 2, 3 })]
    [InlineData("_lastUpdated=lt2026", new int[0])]
    [InlineData("_id={order}-1-2", new[] { 2 })]
    [InlineData("_count=2", new[] { 1, 2 })]
    public async Task Appointments_of_an_order_are_found_by_each_of_their_parameters(string search, int[] visits)
    {
        var plan = (await service.Booked(order)).Plan!;
        await service.Post($"/api/visits/{order}-1-1/complete", new { minutes = 55, techniques = new[] { "myofascial-release" }, painBefore = 6, painAfter = 3, note = "Better." }, service.Tokens.Person("coordinator"));
        var filled = search.Replace("{first}", $"{plan.Visits[0].Start:yyyy-MM-dd}", StringComparison.Ordinal).Replace("{second}", $"{plan.Visits[1].Start.ToUniversalTime():yyyy-MM-dd}", StringComparison.Ordinal)
            .Replace("{place}", plan.LocationId, StringComparison.Ordinal).Replace("{therapist}", plan.TherapistId, StringComparison.Ordinal).Replace("{order}", order, StringComparison.Ordinal);

        Assert.Equal(visits.Select(v => $"{order}-1-{v}"), Ids(await Find($"Appointment?based-on=ServiceRequest/{order}&{filled}", Hospital)));
        Assert.Empty(Ids(await Find($"Appointment?based-on={order}&{filled}", service.Tokens.Partner("st-brendan"))));
    }

    [Fact]
    public async Task People_find_the_appointments_of_a_day_and_nobody_a_list_of_all()
    {
        var plan = (await service.Booked(order)).Plan!;
        var (day, therapist) = ($"{plan.Visits[1].Start.ToUniversalTime():yyyy-MM-dd}", service.Tokens.Person("therapist", "*", plan.TherapistId));

        Assert.Contains($"{order}-1-2", Ids(await Find($"Appointment?date={day}&_count=200", service.Tokens.Person("coordinator", "bay-state-therapy"))));
        Assert.Contains($"{order}-1-2", Ids(await Find($"Appointment?date=ge{day}&date=le{day}&location={plan.LocationId}&_count=200", therapist)));
        Assert.DoesNotContain($"{order}-1-2", Ids(await Find($"Appointment?date={day}&_count=200", service.Tokens.Person("coordinator", "pilgrim-bodywork"))));
        foreach (var (search, token) in new[] { ("date=2026", therapist), ("date=ge2026-11-27", therapist), ("status=booked", therapist), ($"date={day}", Hospital), ("", Hospital) })
        {
            var answer = await service.Get($"/fhir/Appointment?{search}", token);
            Assert.Equal((HttpStatusCode.BadRequest, "too-costly"), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("issue")[0].GetProperty("code").GetString()));
        }
    }

    [Fact]
    public async Task Lists_page_and_bring_along_what_they_are_asked_for()
    {
        var (seen, next) = (new List<string>(), (string?)"/fhir/Practitioner?_count=7");
        for (; next is not null;)
        {
            var page = await service.Read(next, Hospital);
            Assert.Equal(30, page.GetProperty("total").GetInt32());
            seen.AddRange(Ids(page));
            next = page.GetProperty("link").EnumerateArray().Where(l => l.GetProperty("relation").GetString() == "next").Select(l => new Uri(l.GetProperty("url").GetString()!).PathAndQuery).FirstOrDefault();
        }
        Assert.Equal(30, seen.Distinct().Count());
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);

        var role = await Find("PractitionerRole?_id=peter-quill&_include=PractitionerRole:practitioner&_include=PractitionerRole:location", Hospital);
        Assert.Equal(["Location", "Practitioner"], Found(role, "include").Select(r => r.GetProperty("resourceType").GetString()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_offered_is_what_is_there_and_nothing_else_is_taken()
    {
        var lists = (await service.Read("/internal/capability", service.Tokens.Service())).GetProperty("rest")[0].GetProperty("resource");

        Assert.Equal(["Appointment", "HealthcareService", "Location", "Organization", "Practitioner", "PractitionerRole"], lists.EnumerateArray().Select(l => l.GetProperty("type").GetString()).Order(StringComparer.Ordinal));
        foreach (var list in lists.EnumerateArray())
        {
            var type = list.GetProperty("type").GetString();
            Assert.Equal(HttpStatusCode.BadRequest, (await service.Get($"/fhir/{type}?zzz=1", Hospital, "handling=strict")).StatusCode);
            foreach (var parameter in list.GetProperty("searchParam").EnumerateArray())
            {
                var value = parameter.GetProperty("type").GetString() is "date" ? "2026-11-27" : parameter.GetProperty("name").GetString() switch { "status" or "gender" or "active" or "specialty" => null, _ => "x" };
                if (value is not null) await Find($"{type}?{parameter.GetProperty("name").GetString()}={value}{(type is "Appointment" ? "&based-on=x" : "")}", Hospital);
            }
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get("/internal/capability", Hospital)).StatusCode);
    }
}
