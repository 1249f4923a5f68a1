using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ClinicNetwork.Hosting;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>A hospital sends files to its order, and both sides read them.</summary>
[Collection(OnEngines.Name)]
public sealed class AttachmentTests(RunningService service) : IClassFixture<RunningService>
{
    static readonly byte[] Pdf = [.. "%PDF-1.4\nmarker of the pages"u8], Png = [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 1, 2, 3], Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 9];

    string Hospital => service.Senders.Token("general-hospital");

    static JsonObject File(string order, byte[] content, string? title = "MRI of the marker") => new()
    {
        ["resourceType"] = "DocumentReference", ["status"] = "current",
        ["context"] = new JsonObject { ["related"] = new JsonArray(new JsonObject { ["reference"] = $"ServiceRequest/{order}" }) },
        ["content"] = new JsonArray(new JsonObject { ["attachment"] = new JsonObject { ["contentType"] = "text/html", ["title"] = title, ["data"] = Convert.ToBase64String(content) } }),
    };

    Task<HttpResponseMessage> Send(JsonObject file, string? token = null) =>
        service.Post("/fhir/DocumentReference", Encoding.UTF8.GetBytes(file.ToJsonString()), token ?? Hospital, ("Content-Type", "application/fhir+json"));

    static async Task<JsonNode> Body(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

    async Task<string> Sent(string order, byte[] content)
    {
        var answer = await Send(File(order, content));
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    [Fact]
    public async Task A_file_is_kept_as_it_is_under_what_it_is_and_read_by_both_sides()
    {
        var order = await service.Order("A-1");
        foreach (var (content, type) in new[] { (Pdf, "application/pdf"), (Png, "image/png"), (Jpeg, "image/jpeg") })
        {
            var id = await Sent(order, content);
            foreach (var token in new[] { Hospital, service.Coordinator })
            {
                var read = await service.Ask(HttpMethod.Get, $"/fhir/Binary/{id}", token, ("Accept", type));
                Assert.Equal((HttpStatusCode.OK, type), (read.StatusCode, read.Content.Headers.ContentType?.MediaType));
                Assert.Equal(content, await read.Content.ReadAsByteArrayAsync());
                Assert.Equal("attachment", read.Content.Headers.ContentDisposition!.DispositionType);
            }
            var resource = await Body(await service.Ask(HttpMethod.Get, $"/fhir/Binary/{id}", Hospital, ("Accept", "application/fhir+json")));
            Assert.Equal((type, Convert.ToBase64String(content), $"ServiceRequest/{order}"), ((string?)resource["contentType"], (string?)resource["data"], (string?)resource["securityContext"]!["reference"]));
        }
    }

    [Fact]
    public async Task A_referrals_files_are_listed_by_it_by_its_patient_and_by_their_ids()
    {
        var order = await service.Order("A-2");
        var (first, second) = (await Sent(order, Pdf), await Sent(order, Png));

        foreach (var query in new[] { $"related=ServiceRequest/{order}", $"_id={first},{second}", "patient:identifier=https://general-hospital.example/mrn|MRN-1" })
        {
            var page = await Body(await service.Get($"/fhir/DocumentReference?{query}", Hospital));
            Assert.Superset(new HashSet<string> { first, second }, page["entry"]!.AsArray().Select(e => (string)e!["resource"]!["id"]!).ToHashSet());
        }
        var one = await Body(await service.Get($"/fhir/DocumentReference/{first}", Hospital));
        Assert.Equal(("application/pdf", "MRI of the marker", $"Binary/{first}"),
            ((string?)one["content"]![0]!["attachment"]!["contentType"], (string?)one["content"]![0]!["attachment"]!["title"], (string?)one["content"]![0]!["attachment"]!["url"]));
        Assert.Equal("too-costly", (string?)(await Body(await service.Get("/fhir/DocumentReference", Hospital)))["issue"]![0]!["code"]);
        var shown = (await service.Read($"/api/referrals/{order}", service.Coordinator)).GetProperty("attachments");
        Assert.Equal([first, second], shown.EnumerateArray().Select(a => a.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task The_same_file_again_is_the_same_and_with_another_order_another()
    {
        var (order, other) = (await service.Order("A-3"), await service.Order("A-4"));
        var id = await Sent(order, Pdf);

        var again = await Send(File(order, Pdf));

        Assert.Equal((HttpStatusCode.OK, id), (again.StatusCode, again.Headers.Location!.ToString().Split('/')[^1]));
        Assert.NotEqual(id, await Sent(other, Pdf));
    }

    [Fact]
    public async Task Nobody_else_reads_it_or_attaches_to_the_order()
    {
        (await service.Put("/api/partners/st-brendan", RunningService.Hospital("st-brendan"), service.Operator)).EnsureSuccessStatusCode();
        var order = await service.Order("A-5");
        var (id, other) = (await Sent(order, Pdf), service.Senders.Token("st-brendan"));

        foreach (var path in new[] { $"/fhir/Binary/{id}", $"/fhir/DocumentReference/{id}" }) Assert.Equal(HttpStatusCode.NotFound, (await service.Get(path, other)).StatusCode);
        Assert.Equal(0, (int)(await Body(await service.Get($"/fhir/DocumentReference?related=ServiceRequest/{order}", other)))["total"]!);
        Assert.Equal("unknown-order", (string?)(await Body(await Send(File(order, Png), other)))["issue"]![0]!["details"]!["coding"]![0]!["code"]);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"/fhir/Binary/{id}", service.Tokens.Person("coordinator", "island-massage"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get($"/fhir/Binary/{id}", service.Senders.Token("general-hospital", "system/Task.rs"))).StatusCode);
    }

    public static TheoryData<string, Action<JsonObject>, int, string> Refused => new()
    {
        { "a page", f => Attachment(f)["data"] = Convert.ToBase64String("<html>marker</html>"u8), 422, "unknown-file" },
        { "nothing", f => Attachment(f).Remove("data"), 422, "data-missing" },
        { "an address", f => { Attachment(f).Remove("data"); Attachment(f)["url"] = "http://127.0.0.1/x.pdf"; }, 422, "data-missing" },
        { "two files", f => f["content"]!.AsArray().Add(f["content"]![0]!.DeepClone()), 422, "one-file" },
        { "no order", f => f.Remove("context"), 422, "about-nothing" },
        { "a withdrawn one", f => f["status"] = "entered-in-error", 422, "not-current" },
        { "a long title", f => Attachment(f)["title"] = new string('t', 501), 422, "title-too-long" },
        { "no base64", f => Attachment(f)["data"] = "%%%", 400, "bad-structure" },
        { "more than ten mebibytes", f => Attachment(f)["data"] = Convert.ToBase64String([.. Pdf, .. new byte[10 * 1024 * 1024]]), 413, "too-large" },
        { "something else", f => f["resourceType"] = "Basic", 400, "bad-structure" },
    };

    static JsonObject Attachment(JsonObject file) => file["content"]![0]!["attachment"]!.AsObject();

    [Theory, MemberData(nameof(Refused))]
    public async Task What_cannot_be_kept_is_refused_in_words_and_leaves_nothing(string what, Action<JsonObject> change, int status, string code)
    {
        var order = await service.Order($"A-6-{what}");
        var file = File(order, Pdf);
        change(file);

        var answer = await Send(file);

        Assert.Equal((status, code), ((int)answer.StatusCode, (string?)(await Body(answer))["issue"]![0]!["details"]!["coding"]![0]!["code"]));
        Assert.Equal(0, (int)(await Body(await service.Get($"/fhir/DocumentReference?related=ServiceRequest/{order}", Hospital)))["total"]!);
    }

    [Fact]
    public async Task A_large_scan_passes()
    {
        var order = await service.Order("A-7");
        byte[] scan = [.. Pdf, .. new byte[(10 * 1024 * 1024) - Pdf.Length]];
        var id = await Sent(order, scan);
        Assert.Equal(scan.Length, (await (await service.Ask(HttpMethod.Get, $"/fhir/Binary/{id}", Hospital, ("Accept", "*/*"))).Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Neither_its_name_nor_its_content_is_in_an_event()
    {
        var order = await service.Order("A-8");
        await Sent(order, Pdf);
        var document = await service.Stored(order);
        Assert.Equal("MRI of the marker", document["personal"]["attachment-1"]);
        foreach (var part in new[] { "state", "history", "outbox" }) Assert.DoesNotContain("marker", document[part].ToString()!, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>When a file is taken.</summary>
public class AttachTests
{
    static Attach File(int n = 1) => new($"{n}", "application/pdf", 9, null);

    [Fact]
    public void Given_an_open_referral_when_its_sender_attaches_then_it_has_the_file_once()
    {
        var decision = Given.Accepted().Decides(File(), by: Given.Sender);
        var attached = Given.Accepted().After(decision);

        Assert.Equal([new Attachment(1, "1", "application/pdf", 9, Given.Now)], attached.Attachments);
        Assert.Empty(Given.Accepted().Told(decision));
        Assert.Empty(attached.Decides(File(), by: Given.Sender).Facts);
    }

    [Fact]
    public void Given_the_chain_when_it_attaches_then_it_hears_that_only_the_sender_does() =>
        Assert.Equal("only-the-sender", Given.Accepted().Decides(File(), by: Given.Coordinator).Refusal?.Code);

    [Fact]
    public void Given_an_ended_referral_when_a_file_comes_then_nobody_would_read_it() =>
        Assert.Equal("already-ended", Given.Ended().Decides(File(), by: Given.Sender).Refusal?.Code);

    [Fact]
    public void Given_twenty_files_when_another_comes_then_there_is_no_room()
    {
        var full = Enumerable.Range(1, 20).Aggregate(Given.Accepted(), (r, n) => r.After(r.Decides(File(n), by: Given.Sender)));
        Assert.Equal("attachments-full", full.Decides(File(21), by: Given.Sender).Refusal?.Code);
    }
}
