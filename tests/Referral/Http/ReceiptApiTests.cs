using System.Net;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>Reading the report is its receipt; so is the operation, for who got it another way.</summary>
[Collection(OnEngines.Name)]
public sealed class ReceiptApiTests(RunningService service) : IClassFixture<RunningService>
{
    string Hospital => service.Senders.Token("general-hospital");

    async Task<string> Reported(string number)
    {
        var id = await service.Order(number);
        service.Outcome = new
        {
            therapistId = "t1", therapistName = "Ana", locationId = "boston", locationName = "Boston",
            visits = new[] { new { attempt = 1, visit = 1, date = "2026-11-26", status = "completed", minutes = 50, painBefore = 6, painAfter = 3 } },
        };
        await service.Say(Given.Covered(visits: 1) with { ReferralId = id });
        await service.Say(Given.Held(1, 1) with { ReferralId = id });
        await service.Say(Given.Reserved(1) with { ReferralId = id });
        await service.Say(Given.Booked(1) with { ReferralId = id });
        await service.Say(Given.Completed(1, 1) with { ReferralId = id });
        return id;
    }

    async Task<bool> IsAcknowledged(string id) => (await service.Stored(id))["state"]["receipt"].AsBsonDocument.Contains("acknowledgedAt")
        && !(await service.Stored(id))["state"]["receipt"]["acknowledgedAt"].IsBsonNull;

    [Fact]
    public async Task The_hospitals_reading_acknowledges_a_coordinators_does_not()
    {
        var id = await Reported("REC-1");
        Assert.Equal(HttpStatusCode.OK, (await service.Get($"/fhir/Bundle/{id}", service.Coordinator)).StatusCode);
        Assert.False(await IsAcknowledged(id));
        Assert.Equal(HttpStatusCode.OK, (await service.Get($"/fhir/Bundle/{id}", Hospital)).StatusCode);
        Assert.True(await IsAcknowledged(id));
    }

    [Fact]
    public async Task So_does_the_operation_and_only_the_senders()
    {
        var id = await Reported("REC-2");
        Assert.Equal(HttpStatusCode.NotFound, (await service.Post($"/fhir/Bundle/{id}/$acknowledge", "", service.Senders.Token("st-brendan"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/fhir/Bundle/{id}/$acknowledge", "", Hospital)).StatusCode);
        Assert.True(await IsAcknowledged(id));
        Assert.Equal(HttpStatusCode.Conflict, (await service.Post($"/fhir/Bundle/{await service.Order("REC-3")}/$acknowledge", "", Hospital)).StatusCode);
    }

    [Fact]
    public async Task Staff_of_the_hospital_acknowledge_at_their_desk()
    {
        var id = await Reported("REC-4");
        Assert.Equal(HttpStatusCode.OK, (await service.Post($"/api/referrals/{id}/report/acknowledge", "", service.Tokens.Person("referrer", "none", partner: "general-hospital"))).StatusCode);
        Assert.True(await IsAcknowledged(id));
    }
}
