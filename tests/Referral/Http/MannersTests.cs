using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>What any FHIR client expects of a server's answers, whatever it asks for.</summary>
[Collection(OnEngines.Name)]
public sealed class MannersTests(RunningService service) : IClassFixture<RunningService>
{
    string Hospital => service.Senders.Token("general-hospital");

    [Theory]
    [InlineData("GET", "/fhir/Patient/1", 404, "not-found")]
    [InlineData("GET", "/fhir/Task/unknown", 404, "not-found")]
    [InlineData("GET", "/fhir/Task/unknown/_history/1", 404, "not-found")]
    [InlineData("PATCH", "/fhir/ServiceRequest/1", 405, "not-supported")]
    [InlineData("DELETE", "/fhir/Task/1", 405, "not-supported")]
    [InlineData("GET", "/FHIR/nothing", 404, "not-found")]
    public async Task What_is_not_there_is_never_forbidden(string method, string path, int status, string code)
    {
        var answer = await service.Ask(new(method), path, Hospital);

        Assert.Equal((status, code), ((int)answer.StatusCode, await Issue(answer)));
        Assert.Equal(status == 404 ? "http.path" : "http.method", await Expression(answer));
        Assert.Equal(status == 405, answer.Content.Headers.Allow.Count > 0);
        var anonymous = await service.Ask(new(method), path, null);
        Assert.True((int)anonymous.StatusCode == status || anonymous.StatusCode == HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("application/fhir+xml", "", 406)]
    [InlineData("text/turtle, application/fhir+json;q=0", "", 406)]
    [InlineData("application/fhir+json; fhirVersion=5.0", "", 406)]
    [InlineData("application/fhir+json", "?_format=xml", 406)]
    [InlineData("application/fhir+json", "?_format=application/fhir%2Bxml", 406)]
    [InlineData("application/fhir+xml", "?_format=json", 200)]
    [InlineData("application/fhir+xml", "?_format=application/fhir+json", 200)]
    [InlineData("application/fhir+json; fhirVersion=4.0", "", 200)]
    [InlineData("application/json, text/plain, */*", "", 200)]
    [InlineData("text/html, application/*;q=0.5", "", 200)]
    [InlineData("", "", 200)]
    public async Task Another_format_than_JSON_is_refused_when_it_is_asked_for(string accept, string query, int status)
    {
        var id = await service.Order("M-1");
        var answer = await service.Ask(HttpMethod.Get, $"/fhir/Task/{id}{query}", Hospital, ("Accept", accept));

        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 406) Assert.Equal("not-supported", await Issue(answer));
    }

    public static TheoryData<string, string, Func<byte[], byte[]>, int> Bodies => new()
    {
        { "application/fhir+json", "gzip", Gzip, 201 },
        { "application/fhir+json; charset=UTF-8", "", body => body, 201 },
        { "application/json", "identity", body => body, 201 },
        { "", "", body => [0xEF, 0xBB, 0xBF, .. body], 201 },
        { "application/fhir+json", "gzip", body => body, 400 },
        { "application/fhir+json", "br", body => body, 415 },
        { "application/fhir+xml", "", body => body, 415 },
        { "application/json-patch+json", "", body => body, 415 },
        { "application/fhir+json; charset=utf-16", "", body => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)), 415 },
        { "application/fhir+json", "gzip", _ => Gzip(new byte[1024 * 1024 + 1]), 413 },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_body_is_taken_as_clients_send_it_or_refused_for_its_form(string type, string encoding, Func<byte[], byte[]> form, int status)
    {
        var answer = await service.Post("/fhir", form(Encoding.UTF8.GetBytes(Sent($"F-{Guid.NewGuid():N}"))), Hospital, ("Content-Type", type), ("Content-Encoding", encoding));

        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    [Fact]
    public async Task Who_has_read_a_version_hears_304_until_there_is_another()
    {
        var id = await service.Order("M-2");
        foreach (var path in new[] { $"/fhir/Task/{id}", $"/fhir/ServiceRequest/{id}" })
        {
            var read = await service.Ask(HttpMethod.Get, path, Hospital);
            Assert.NotNull(read.Content.Headers.LastModified);
            var again = await service.Ask(HttpMethod.Get, path, Hospital, ("If-None-Match", read.Headers.ETag!.ToString()));
            Assert.Equal((HttpStatusCode.NotModified, "", read.Headers.ETag), (again.StatusCode, await again.Content.ReadAsStringAsync(), again.Headers.ETag));
        }

        var seen = (await service.Ask(HttpMethod.Get, $"/fhir/Task/{id}", Hospital)).Headers.ETag!.ToString();
        await service.Say(Given.Covered() with { ReferralId = id });
        Assert.Equal(HttpStatusCode.OK, (await service.Ask(HttpMethod.Get, $"/fhir/Task/{id}", Hospital, ("If-None-Match", $"\"7\", {seen}"))).StatusCode);
    }

    [Fact]
    public async Task Addresses_are_taken_as_clients_write_them()
    {
        var id = await service.Order("M-7");
        foreach (var path in new[] { $"/fhir/Task/{id}/", $"/fhir/task/{id}", $"/FHIR/Task/{id}", $"/fhir/Task/{id}?_format=json&_pretty=true" })
            Assert.Equal(HttpStatusCode.OK, (await service.Ask(HttpMethod.Get, path, Hospital)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await service.Post("/fhir/", Encoding.UTF8.GetBytes(Sent("M-8")), Hospital)).StatusCode);
    }

    [Fact]
    public async Task HEAD_tells_what_GET_would_without_its_body()
    {
        var id = await service.Order("M-3");
        foreach (var path in new[] { $"/fhir/Task/{id}", $"/fhir/ServiceRequest/{id}", $"/fhir/Task/{id}/_history", $"/fhir/ServiceRequest/{id}/_history/1" })
        {
            var (get, head) = (await service.Ask(HttpMethod.Get, path, Hospital), await service.Ask(HttpMethod.Head, path, Hospital));
            Assert.Equal((get.StatusCode, get.Headers.ETag, get.Content.Headers.ContentType, ""), (head.StatusCode, head.Headers.ETag, head.Content.Headers.ContentType, await head.Content.ReadAsStringAsync()));
        }
        Assert.Equal(HttpStatusCode.NotFound, (await service.Ask(HttpMethod.Head, "/fhir/Task/unknown", Hospital)).StatusCode);
    }

    [Fact]
    public async Task Every_version_of_a_history_can_be_read_and_says_what_made_it()
    {
        var id = await service.Order("M-4");
        await service.Say(Given.Covered() with { ReferralId = id });
        await service.Put($"/fhir/ServiceRequest/{id}", $$"""{"resourceType":"ServiceRequest","id":"{{id}}","status":"revoked","intent":"order","subject":{"display":"as sent"} }""", Hospital);

        foreach (var (type, statuses) in new[] { ("Task", new[] { "in-progress", "accepted", "received" }), ("ServiceRequest", ["revoked", "active"]) })
        {
            var history = JsonNode.Parse(await (await service.Ask(HttpMethod.Get, $"/fhir/{type}/{id}/_history", Hospital)).Content.ReadAsStringAsync())!;
            var entries = history["entry"]!.AsArray().Select(e => e!).ToList();
            Assert.Equal(("history", entries.Count), ((string?)history["type"], (int)history["total"]!));
            Assert.Equal(statuses, entries.Select(e => (string)e["resource"]!["status"]!).Distinct());
            Assert.Equal(("POST", "201 Created"), ((string?)entries[^1]["request"]!["method"], (string?)entries[^1]["response"]!["status"]));
            Assert.All(entries.SkipLast(1), e => Assert.Equal(("PUT", $"{type}/{id}"), ((string?)e["request"]!["method"], (string?)e["request"]!["url"])));
            Assert.All(entries, e => Assert.Equal($"https://partner.example/fhir/{type}/{id}", (string?)e["fullUrl"]));
            foreach (var entry in entries)
            {
                var version = await service.Ask(HttpMethod.Get, $"/fhir/{type}/{id}/_history/{entry["resource"]!["meta"]!["versionId"]}", Hospital);
                Assert.Equal((string?)entry["response"]!["etag"], version.Headers.ETag!.ToString());
                Assert.True(JsonNode.DeepEquals(entry["resource"], JsonNode.Parse(await version.Content.ReadAsStringAsync())));
            }
            Assert.True(JsonNode.DeepEquals(entries[0]["resource"], JsonNode.Parse(await (await service.Ask(HttpMethod.Get, $"/fhir/{type}/{id}", Hospital)).Content.ReadAsStringAsync())));
            Assert.Equal(HttpStatusCode.NotFound, (await service.Ask(HttpMethod.Get, $"/fhir/{type}/{id}/_history/99", Hospital)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await service.Ask(HttpMethod.Get, $"/fhir/{type}/{id}/_history/1", service.Senders.Token("st-brendan"))).StatusCode);
        }
    }

    [Fact]
    public async Task An_order_stays_as_it_is_while_its_Task_moves()
    {
        var id = await service.Order("M-11");
        var before = await (await service.Ask(HttpMethod.Get, $"/fhir/ServiceRequest/{id}", Hospital)).Content.ReadAsStringAsync();
        await service.Say(Given.Covered() with { ReferralId = id });

        Assert.Equal(before, await (await service.Ask(HttpMethod.Get, $"/fhir/ServiceRequest/{id}", Hospital)).Content.ReadAsStringAsync());
        Assert.Equal(before, await (await service.Ask(HttpMethod.Get, $"/fhir/ServiceRequest/{id}/_history/1", Hospital)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_history_is_read_in_pages_and_since_a_moment()
    {
        var id = await service.Order("M-9");
        await service.Say(Given.Covered() with { ReferralId = id });
        var whole = await History($"/fhir/Task/{id}/_history");
        Assert.True(whole.Versions.Count > 2);

        var paged = new List<string>();
        for (string? next = $"/fhir/Task/{id}/_history?_count=2"; next is not null;)
        {
            var page = await History(next);
            Assert.InRange(page.Versions.Count, 1, 2);
            paged.AddRange(page.Versions);
            next = page.Next;
        }
        Assert.Equal(whole.Versions, paged);
        Assert.Empty((await History($"/fhir/Task/{id}/_history?_count=0")).Versions);

        Assert.Equal(whole.Versions, (await History($"/fhir/Task/{id}/_history?_since={Uri.EscapeDataString(whole.Oldest!)}")).Versions);
        Assert.Empty((await History($"/fhir/Task/{id}/_history?_since=2100-01-01T00:00:00Z")).Versions);
        foreach (var bad in new[] { "_since=soon", "_count=some" })
            Assert.Equal(HttpStatusCode.BadRequest, (await service.Ask(HttpMethod.Get, $"/fhir/Task/{id}/_history?{bad}", Hospital)).StatusCode);
    }

    async Task<(IReadOnlyList<string> Versions, string? Next, string? Oldest)> History(string path)
    {
        var answer = await service.Ask(HttpMethod.Get, path, Hospital);
        var bundle = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True(answer.StatusCode == HttpStatusCode.OK, bundle.ToJsonString());
        var metas = (bundle["entry"]?.AsArray() ?? []).Select(e => e!["resource"]!["meta"]!).ToList();
        var next = (string?)bundle["link"]!.AsArray().FirstOrDefault(l => (string?)l!["relation"] == "next")?["url"];
        return ([.. metas.Select(m => (string)m["versionId"]!)], next is null ? null : new Uri(next).PathAndQuery, (string?)metas.LastOrDefault()?["lastUpdated"]);
    }

    [Fact]
    public async Task What_has_not_changed_since_a_moment_is_not_sent_again()
    {
        var id = await service.Order("M-10");
        var read = await service.Ask(HttpMethod.Get, $"/fhir/ServiceRequest/{id}", Hospital);
        var (at, tag) = (read.Content.Headers.LastModified!.Value, read.Headers.ETag!.ToString());

        Assert.Equal(HttpStatusCode.NotModified, await Since(at));
        Assert.Equal(HttpStatusCode.OK, await Since(at.AddSeconds(-1)));
        Assert.Equal(HttpStatusCode.OK, await Since(at, ("If-None-Match", "W/\"99\"")));
        Assert.Equal(HttpStatusCode.NotModified, await Since(at.AddSeconds(-1), ("If-None-Match", tag)));

        async Task<HttpStatusCode> Since(DateTimeOffset since, params (string, string)[] more) =>
            (await service.Ask(HttpMethod.Get, $"/fhir/ServiceRequest/{id}", Hospital, [("If-Modified-Since", since.ToString("R")), .. more])).StatusCode;
    }

    [Fact]
    public async Task The_Task_of_a_version_in_which_nothing_new_was_to_be_seen_can_be_read_too()
    {
        var id = await service.Order("M-5");
        for (long version = 1; version <= (await service.Stored(id))["version"].ToInt64(); version++)
        {
            if (version == 1) await service.Post($"/api/snapshots/referral/{id}", "", service.Operator);
            Assert.Equal(HttpStatusCode.OK, (await service.Ask(HttpMethod.Get, $"/fhir/Task/{id}/_history/{version}", Hospital)).StatusCode);
        }
    }

    [Fact]
    public async Task Nothing_is_left_of_what_a_caller_says_of_its_host_in_a_link()
    {
        var answer = await service.Post("/fhir", Encoding.UTF8.GetBytes(Sent("M-6")), Hospital, ("Content-Type", "application/fhir+json"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "ftp"));

        var location = answer.Headers.Location!;
        Assert.Matches("^https://partner.example/fhir/ServiceRequest/[0-9a-f]{32}$", location.ToString());
        Assert.Equal(HttpStatusCode.OK, (await service.Ask(HttpMethod.Get, location.AbsolutePath, Hospital)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Ask(HttpMethod.Get, location.AbsolutePath.Replace("ServiceRequest", "Task", StringComparison.Ordinal), Hospital)).StatusCode);
    }

    internal static string Sent(string number, string diagnosis = "M54.31")
    {
        var bundle = Given.Bundle();
        bundle.Resource(1)["code"]!["coding"]![0]!["code"] = diagnosis;
        bundle.Resource(2)["identifier"]![0]!["value"] = number;
        return bundle.ToJsonString();
    }

    static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(body);
        return packed.ToArray();
    }

    static async Task<string?> Expression(HttpResponseMessage answer) => (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["issue"]![0]!["expression"]?[0];

    static async Task<string?> Issue(HttpResponseMessage answer)
    {
        Assert.Equal(MediaTypeHeaderValue.Parse("application/fhir+json; charset=utf-8"), answer.Content.Headers.ContentType);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["issue"]![0]!["code"];
    }
}
