using System.Net;
using System.Text.Json.Nodes;
using ClinicNetwork.Referrals.Pdf;
using UglyToad.PdfPig;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>Reports as a hospital gets them: while the treatment goes on and at its end, with an answer to each request, as FHIR and as a file to keep.</summary>
[Collection(OnEngines.Name)]
public sealed class ReportTests(RunningService service) : IClassFixture<RunningService>
{
    string Hospital => service.Senders.Token("general-hospital");

    static object Outcome(int visits) => new
    {
        therapistId = "t1", therapistName = "Ana Łopez", locationId = "boston", locationName = "Boston",
        visits = Enumerable.Range(1, visits).Select(n => new
        {
            attempt = 1, visit = n, date = $"2026-11-{25 + n}", status = "completed", minutes = 50, techniques = new[] { "myofascial-release" }, painBefore = 8 - n, painAfter = 6 - n,
            note = "Better (much) \\ — “well”", answers = n == 1 ? new[] { new { request = 1, text = "The scapula was left alone." } } : null,
        }),
    };

    async Task<string> Treated(string number, int took)
    {
        var id = await service.Order(number);
        await service.Say(Given.Covered(visits: 3) with { ReferralId = id });
        await service.Say(Given.Held(1, 3) with { ReferralId = id });
        await service.Say(Given.Reserved(1) with { ReferralId = id });
        await service.Say(Given.Booked(1) with { ReferralId = id });
        for (var visit = 1; visit <= took; visit++)
        {
            service.Outcome = Outcome(visit);
            await service.Say(Given.Done(1, visit) with { ReferralId = id });
        }
        return id;
    }

    async Task<JsonNode> Read(string path) => JsonNode.Parse(await (await service.Get(path, Hospital)).Content.ReadAsStringAsync())!;

    static JsonNode Composition(JsonNode bundle) => bundle["entry"]![0]!["resource"]!;

    [Fact]
    public async Task A_report_comes_after_the_first_visit_and_after_half_and_the_last_takes_their_place()
    {
        var id = await Treated("REP-1", 2);
        var outputs = (await Read($"/fhir/Task/{id}"))["output"]!.AsArray().Select(o => (string)o!["valueReference"]!["reference"]!);
        Assert.Equal([$"Bundle/{id}-1", $"Bundle/{id}-2"], outputs);
        Assert.Equal("preliminary", (string?)Composition(await Read($"/fhir/Bundle/{id}-1"))["status"]);
        Assert.Equal($"{id}-1", (string?)Composition(await Read($"/fhir/Bundle/{id}-2"))["relatesTo"]![0]!["targetIdentifier"]!["value"]);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"/fhir/Bundle/{id}", Hospital)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"/fhir/Bundle/{id}-3", Hospital)).StatusCode);
        Assert.False((await service.Stored(id))["state"].AsBsonDocument.Contains("receipt"));

        service.Outcome = Outcome(3);
        await service.Say(Given.Done(1, 3) with { ReferralId = id });

        var last = Composition(await Read($"/fhir/Bundle/{id}"));
        Assert.Equal("final", (string?)last["status"]);
        Assert.Equal([$"{id}-1", $"{id}-2"], last["relatesTo"]!.AsArray().Select(r => (string)r!["targetIdentifier"]!["value"]!));
        Assert.Equal($"Bundle/{id}", (string?)(await Read($"/fhir/Task/{id}"))["output"]![0]!["valueReference"]!["reference"]);
    }

    [Fact]
    public async Task While_scheduling_is_away_the_report_waits_and_the_treatment_does_not()
    {
        var id = await service.Order("REP-2");
        await service.Say(Given.Covered(visits: 3) with { ReferralId = id });
        await service.Say(Given.Held(1, 3) with { ReferralId = id });
        await service.Say(Given.Reserved(1) with { ReferralId = id });
        await service.Say(Given.Booked(1) with { ReferralId = id });
        service.Outcome = null;
        await service.Say(Given.Done(1, 1) with { ReferralId = id });
        Assert.Equal("EventCompleted", (await service.Stored(id))["state"]["businessStatus"]);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"/fhir/Bundle/{id}-1", Hospital)).StatusCode);

        service.Outcome = Outcome(1);
        await service.Sweep(id);

        Assert.Equal(HttpStatusCode.OK, (await service.Get($"/fhir/Bundle/{id}-1", Hospital)).StatusCode);
    }

    [Fact]
    public async Task Each_of_the_physicians_requests_is_answered_in_the_report()
    {
        var id = await Treated("REP-3", 1);
        var section = Composition(await Read($"/fhir/Bundle/{id}-1"))["section"]![1]!;
        Assert.Equal("Requests of the referrer", (string?)section["title"]);
        Assert.Contains("<p><b>Avoid pressure over the left scapula.</b></p><ul><li>Visit 1: The scapula was left alone.</li></ul>", (string?)section["text"]!["div"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_a_PDF_for_who_asks_for_one()
    {
        var id = await Treated("REP-4", 1);
        var answer = await service.Ask(HttpMethod.Get, $"/fhir/Bundle/{id}-1", Hospital, ("Accept", "application/pdf"));
        Assert.Equal((HttpStatusCode.OK, "application/pdf", $"report-{id}-1.pdf"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName));

        using var pdf = PdfDocument.Open(await answer.Content.ReadAsByteArrayAsync());
        var text = Text(pdf);
        Assert.All(["Interim report of medical massage therapy", "Mona Marker", "REP-4", "Ana Lopez, Boston", "1 of 3 visits took place so far", "myofascial-release", "Better (much) \\ — “well”",
            "Avoid pressure over the left scapula.", "The scapula was left alone.", "page 1 of 1"], said => Assert.Contains(said, text, StringComparison.Ordinal));
        // Grid, line of each score and its marks.
        Assert.True(pdf.GetPage(1).Paths.Count > 8);
        Assert.Equal("application/fhir+json", (await service.Ask(HttpMethod.Get, $"/fhir/Bundle/{id}-1", Hospital, ("Accept", "application/fhir+json, application/pdf"))).Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await service.Ask(HttpMethod.Get, $"/fhir/Task/{id}", Hospital, ("Accept", "application/pdf"))).StatusCode);
    }

    [Fact]
    public void A_long_report_goes_over_as_many_pages_as_it_needs_and_loses_nothing()
    {
        var note = string.Join(' ', Enumerable.Range(1, 300).Select(n => $"w{n}"));
        var outcome = new SeriesOutcome("t", "Ana", "l", "Boston", [.. Enumerable.Range(1, 60).Select(n => new OutcomeOfVisit(1, n, new DateOnly(2026, 1, 1).AddDays(n), "completed", 50, ["lymphatic-drainage"], 5, 4, n == 30 ? note : $"note-{n}", null))]);
        var report = OutcomeReport.Write("r", Given.Order(), outcome, Given.Now, Edition.Last(Given.Reporting()));

        var file = ReportPdf.Write(report, "ORD-1");

        using var pdf = PdfDocument.Open(file);
        Assert.True(pdf.NumberOfPages > 2);
        var words = Words(pdf).ToHashSet();
        Assert.All(Enumerable.Range(1, 300), n => Assert.Contains($"w{n}", words));
        Assert.All(Enumerable.Range(1, 60).Where(n => n != 30), n => Assert.Contains($"note-{n}", words));
        Assert.All(pdf.GetPages(), page => Assert.All(page.Letters, letter => Assert.InRange(letter.Location.X, 50, 565)));
        Assert.Equal(file, ReportPdf.Write(report, "ORD-1"));
    }

    static string Text(PdfDocument pdf) => string.Join(' ', Words(pdf));

    static IEnumerable<string> Words(PdfDocument pdf) => pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text);
}
