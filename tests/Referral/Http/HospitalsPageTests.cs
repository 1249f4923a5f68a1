using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>The page for hospitals' programmers says what is so.</summary>
[Collection(OnEngines.Name)]
public sealed partial class HospitalsPageTests(RunningService service) : IClassFixture<RunningService>
{
    async Task<string> Page()
    {
        var answer = await service.Ask(HttpMethod.Get, "/docs/hospitals", null);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        return await answer.Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task Its_samples_are_accepted_as_they_stand()
    {
        var samples = Sample().Matches(await Page()).Select(m => (Path: m.Groups[1].Value, Body: WebUtility.HtmlDecode(m.Groups[2].Value))).ToList();
        Assert.Equal(["/fhir/ServiceRequest", "/fhir", "/fhir/$process-message", "/fhir/Subscription"], samples.Select(s => s.Path));
        (await service.Put("/api/partners/general-hospital", RunningService.Hospital(notificationEndpoints: "https://notify.general-hospital.example"), service.Operator)).EnsureSuccessStatusCode();
        foreach (var (path, body) in samples)
        {
            var answer = await service.Post(path, Encoding.UTF8.GetBytes(body), service.Senders.Token("general-hospital"));
            // A message is answered by one, whatever was made of it.
            Assert.True(answer.StatusCode == (path == "/fhir/$process-message" ? HttpStatusCode.OK : HttpStatusCode.Created), $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            if (path != "/fhir/Subscription") Assert.Equal("Accepted", (await service.Stored(answer.Headers.Location!.ToString().Split('/')[^1]))["state"]["businessStatus"]);
        }
    }

    [Fact]
    public async Task It_has_every_code_with_which_a_hospital_can_be_refused()
    {
        string[] sources = ["services/referral/Intake", "services/referral/Hospital", "services/referral/Conversation", "services/referral/Messages", "services/referral/Attachments", "services/referral/Notices", "services/fhir", "services/hosting/Web/FhirFormat.cs", "services/referral/Registry/PartnerRegistry.cs"];
        var files = sources.Select(s => Path.Combine(Given.Root, s)).SelectMany(s => File.Exists(s) ? [s] : Directory.GetFiles(s, "*.cs", SearchOption.AllDirectories));
        // What ends in Api is for people.
        var codes = files.Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.EndsWith("Api.cs", StringComparison.Ordinal)).SelectMany(f => Code().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.True(codes.Count > 40);

        var page = await Page();
        Assert.All(codes, code => Assert.Contains($"<code>{code}</code>", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_loads_nothing_from_anywhere()
    {
        var page = await Page();
        Assert.DoesNotMatch("<(script|link|img|iframe)|src=|url\\(|@import", page);
    }

    [GeneratedRegex("<pre data-sample=\"([^\"]+)\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex("(?:RefusalKind\\.\\w+,\\s*|SearchRefusal\\.Of\\(|Refuse\\()\"([a-z-]+)\"")]
    private static partial Regex Code();
}
