using System.Net;
using System.Text;
using System.Text.Json;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>Staff of a hospital do at their desk what its systems do over FHIR, for their own hospital alone.</summary>
[Collection(OnEngines.Name)]
public sealed class HospitalDeskTests(RunningService service) : IClassFixture<RunningService>
{
    string Staff => service.Tokens.Person("referrer", "none", partner: "general-hospital");
    string Others => service.Tokens.Person("referrer", "none", partner: "lakeside-medical-center");

    async Task<string?> Reason(string id) => (await service.Read("/api/hospital/worklist", Staff)).EnumerateArray()
        .Where(e => e.GetProperty("referralId").GetString() == id).Select(e => e.GetProperty("attention").GetString()).SingleOrDefault();

    async Task<IReadOnlyList<string>> Offered(string id) =>
        [.. (await service.Read($"/api/referrals/{id}/actions", Staff)).GetProperty("actions").EnumerateArray().Select(a => $"{a.GetProperty("method").GetString()} {a.GetProperty("path").GetString()!.Replace(id, "ID", StringComparison.Ordinal)}")];

    [Fact]
    public async Task They_send_a_referral_and_see_it_and_nobody_elses()
    {
        var body = Encoding.UTF8.GetBytes(Given.Bundle().ToJsonString().Replace("ORD-1", "DESK-1", StringComparison.Ordinal));
        var sent = await service.Post("/fhir", body, Staff);
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        var id = sent.Headers.Location!.ToString().Split('/')[^1];
        Assert.Equal("general-hospital", (await service.Read($"/api/referrals/{id}", Staff)).GetProperty("partner").GetString());
        Assert.Equal(HttpStatusCode.OK, (await service.Get($"/fhir/Task/{id}", Staff)).StatusCode);
        foreach (var path in new[] { $"/api/referrals/{id}", $"/fhir/Task/{id}", $"/fhir/ServiceRequest/{id}", $"/api/referrals/{id}/actions" })
            Assert.Equal(HttpStatusCode.NotFound, (await service.Get(path, Others)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Post("/fhir", body, service.Tokens.Person("referrer", "none"))).StatusCode);
    }

    [Fact]
    public async Task Their_worklist_holds_what_waits_for_the_hospital()
    {
        var (asked, rejected) = (await service.Order("DESK-2", "Z99.9"), await service.Order("DESK-3", "Z99.9"));
        Assert.Null(await Reason(asked));
        await service.Post($"/api/referrals/{asked}/messages", """{"text": "Which side?"}""", service.Coordinator);
        await service.Post($"/api/referrals/{rejected}/reject", """{"reason": "other", "text": "Not here."}""", service.Coordinator);
        Assert.Equal(("information-requested", "handed-back"), (await Reason(asked), await Reason(rejected)));
        Assert.Equal(1, (await service.Read("/api/hospital/worklist?reason=handed-back", Staff)).EnumerateArray().Count(e => e.GetProperty("referralId").GetString() == rejected));
        Assert.DoesNotContain((await service.Read("/api/hospital/worklist", Others)).EnumerateArray(), e => e.GetProperty("referralId").GetString() == asked);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get("/api/hospital/worklist", service.Coordinator)).StatusCode);

        Assert.Equal(["POST /api/referrals/ID/cancellation/request", "POST /api/referrals/ID/entered-in-error", "POST /api/referrals/ID/messages", "POST /api/referrals/ID/messages"], await Offered(asked));
        await service.Post($"/api/referrals/{asked}/messages", """{"text": "The left one.", "replyTo": 1}""", Staff);
        Assert.Contains("POST /api/referrals/ID/seen", await Offered(rejected));
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/referrals/{rejected}/seen", "", Staff)).StatusCode);
        Assert.Equal((null, null), (await Reason(asked), await Reason(rejected)));
        Assert.Equal(HttpStatusCode.Conflict, (await service.Post($"/api/referrals/{asked}/seen", "", Staff)).StatusCode);
    }

    [Fact]
    public async Task They_ask_to_cancel_and_the_chain_confirms()
    {
        var id = await service.Order("DESK-4");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await service.Post($"/api/referrals/{id}/cancellation/request", JsonSerializer.Serialize(new { text = "a\u0001" }), Staff)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await service.Post($"/api/referrals/{id}/cancellation/request", "", Others)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/referrals/{id}/cancellation/request", """{"text": "She moved."}""", Staff)).StatusCode);
        Assert.Equal("She moved.", (await service.Read($"/api/referrals/{id}", service.Coordinator)).GetProperty("cancellation").GetString());
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/referrals/{id}/cancellation/confirm", "", service.Coordinator)).StatusCode);
    }

    [Fact]
    public async Task What_is_the_chains_own_is_not_shown_to_them()
    {
        var id = await service.Order("DESK-5");
        await service.Post($"/api/referrals/{id}/contacts", """{"channel": "phone", "outcome": "reached", "note": "Sounded tired."}""", service.Coordinator);
        var (ours, theirs) = (await service.Read($"/api/referrals/{id}", service.Coordinator), await service.Read($"/api/referrals/{id}", Staff));
        Assert.Equal("Sounded tired.", ours.GetProperty("contacts")[0].GetProperty("note").GetString());
        Assert.False(theirs.GetProperty("contacts")[0].TryGetProperty("note", out _));
        Assert.Equal("person", theirs.GetProperty("history").EnumerateArray().Last().GetProperty("by").GetString());
    }
}
