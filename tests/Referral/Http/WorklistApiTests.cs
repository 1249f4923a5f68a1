using System.Net;
using System.Text.Json;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>The worklist by what runs out next, counted, narrowed; and notes that never leave the chain.</summary>
[Collection(OnEngines.Name)]
public sealed class WorklistApiTests(RunningService service) : IClassFixture<RunningService>
{
    string Staff => service.Tokens.Person("referrer", "none", partner: "general-hospital");

    async Task<List<JsonElement>> List(string query) => [.. (await service.Read($"/api/worklist?{query}", service.Coordinator)).EnumerateArray()];

    static string Id(JsonElement entry) => entry.GetProperty("referralId").GetString()!;

    [Fact]
    public async Task By_what_runs_out_next_it_is_paged_without_a_gap_and_without_a_repetition()
    {
        var sent = new List<string>();
        for (var i = 0; i < 7; i++) sent.Add(await service.Order($"RUNS-{i}", "Z99.9"));
        // The hospital's answer is waited for: that comes after what the chain itself has promised.
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/referrals/{sent[0]}/messages", """{"text": "Which side?", "dueDays": 60}""", service.Coordinator)).StatusCode);
        var seen = new List<JsonElement>();
        for (string? after = null; ;)
        {
            var page = await List($"sort=runs-out&limit=3{(after is null ? "" : $"&after={after}")}");
            seen.AddRange(page);
            if (page.Count < 3) break;
            after = page[^1].GetProperty("cursor").GetString();
        }
        Assert.Equal(sent.Order(), seen.Select(Id).Where(sent.Contains).Order());
        var times = seen.Select(e => e.TryGetProperty("runsOut", out var at) ? at.GetDateTimeOffset() : DateTimeOffset.MaxValue).ToList();
        Assert.Equal(times.Order(), times);
        Assert.True(seen.FindIndex(e => Id(e) == sent[0]) > seen.FindIndex(e => Id(e) == sent[6]));
    }

    [Fact]
    public async Task It_is_narrowed_to_a_place_and_to_named_referrals_and_refuses_what_it_does_not_know()
    {
        var id = await service.Order("NAMED-1", "Z99.9");
        Assert.Equal(id, Id(Assert.Single(await List($"id={id},no-such-one"))));
        Assert.Empty(await List($"id={id}&location=bay-state-boston"));
        foreach (var wrong in new[] { "sort=name", "sort=runs-out&after=nothing", "reason=because", $"id={string.Join(',', Enumerable.Range(0, 201))}" })
            Assert.Equal(HttpStatusCode.BadRequest, (await service.Get($"/api/worklist?{wrong}", service.Coordinator)).StatusCode);
    }

    [Fact]
    public async Task Each_list_is_counted()
    {
        async Task<int> Reviews() => (await service.Read("/api/worklist/counts", service.Coordinator)).GetProperty("lists").EnumerateArray()
            .Where(l => l.GetProperty("reason").GetString() == "review").Select(l => l.GetProperty("count").GetInt32()).SingleOrDefault();
        var before = await Reviews();
        await service.Order("COUNT-1", "Z99.9");
        await service.Order("COUNT-2", "Z99.9");
        Assert.Equal(before + 2, await Reviews());
        var counts = await service.Read("/api/worklist/counts", service.Coordinator);
        Assert.False(counts.GetProperty("isAtLeast").GetBoolean());
        Assert.True(counts.GetProperty("lists").EnumerateArray().First(l => l.GetProperty("reason").GetString() == "review").GetProperty("runsOut").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get("/api/worklist/counts", Staff)).StatusCode);
    }

    [Fact]
    public async Task A_note_is_read_by_the_chain_and_by_nobody_else()
    {
        var id = await service.Order("NOTE-1", "Z99.9");
        var key = Guid.NewGuid();
        for (var again = 0; again < 2; again++) Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/referrals/{id}/notes", """{"text": "Mornings only."}""", service.Coordinator, key)).StatusCode);
        var (ours, theirs) = (await service.Read($"/api/referrals/{id}", service.Coordinator), await service.Read($"/api/referrals/{id}", Staff));
        Assert.Equal("Mornings only.", Assert.Single(ours.GetProperty("notes").EnumerateArray()).GetProperty("text").GetString());
        Assert.Empty(theirs.GetProperty("notes").EnumerateArray());
        Assert.DoesNotContain("Note", theirs.GetProperty("history").GetRawText(), StringComparison.Ordinal);
        foreach (var path in new[] { $"/fhir/Task/{id}", $"/fhir/ServiceRequest/{id}", $"/fhir/Task/{id}/_history", $"/api/referrals/{id}/messages" })
            Assert.DoesNotContain("Mornings", await (await service.Get(path, Staff)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Post($"/api/referrals/{id}/notes", """{"text": "Ours?"}""", Staff)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await service.Post($"/api/referrals/{id}/notes", """{"text": " "}""", service.Coordinator)).StatusCode);
    }

    [Theory]
    [InlineData("""{"number": "FIND-1"}""", 1)]
    [InlineData("""{"number": "find-1"}""", 0)]
    [InlineData("""{"familyName": " marker ", "birthDate": "1970-05-04", "number": "FIND-1"}""", 1)]
    [InlineData("""{"familyName": "MARKER", "givenName": "mona"}""", 1)]
    [InlineData("""{"familyName": "Marker", "givenName": "Moritz"}""", 0)]
    [InlineData("""{"familyName": "Mark", "givenName": "Mona"}""", 0)]
    public async Task A_referral_is_found_by_its_hospitals_number_and_by_the_patients_whole_name(string asked, int found)
    {
        var id = await service.Order("FIND-1", "Z99.9");
        var answer = await service.Post("/api/referrals/find", asked, service.Coordinator);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(found, json.RootElement.EnumerateArray().Count(r => Id(r) == id));
        Assert.DoesNotContain("Mona", json.RootElement.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_referral_is_found_by_the_beginning_of_our_number_and_by_its_own_chain_alone()
    {
        var id = await service.Order("FIND-2", "Z99.9");
        async Task<int> Found(string token) => JsonDocument.Parse(await (await service.Post("/api/referrals/find", JsonSerializer.Serialize(new { number = id[..8] }), token)).Content.ReadAsStringAsync()).RootElement.GetArrayLength();
        Assert.Equal((1, 0), (await Found(service.Coordinator), await Found(service.Tokens.Person("coordinator", "pilgrim-bodywork"))));
    }

    [Theory]
    [InlineData("{}", 422), InlineData("""{"familyName": "Marker"}""", 422), InlineData("""{"familyName": "Marker", "birthDate": "1970"}""", 400), InlineData("""{"name": "Marker"}""", 422)]
    public async Task What_finds_too_much_is_refused(string asked, int status) => Assert.Equal(status, (int)(await service.Post("/api/referrals/find", asked, service.Coordinator)).StatusCode);
}
