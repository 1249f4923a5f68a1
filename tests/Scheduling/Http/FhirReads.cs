using System.Net;

namespace ClinicNetwork.Tests.Scheduling.Http;

/// <summary>How single resources are read over FHIR.</summary>
[Collection(OnEngines.Name)]
public sealed class FhirReads(RunningService service) : IClassFixture<RunningService>
{
    [Fact]
    public async Task Each_resource_has_a_version_by_which_it_is_read_once_only()
    {
        var referral = Guid.NewGuid().ToString("N");
        var plan = (await service.Booked(referral)).Plan!;
        var hospital = service.Tokens.Partner("general-hospital");

        foreach (var path in new[] { $"/fhir/Appointment/{referral}-1-1", $"/fhir/Location/{plan.LocationId}", $"/fhir/Practitioner/{plan.TherapistId}", $"/fhir/PractitionerRole/{plan.TherapistId}" })
        {
            var read = await service.Ask(HttpMethod.Get, path, hospital);
            Assert.Equal((HttpStatusCode.OK, true, true), (read.StatusCode, read.Headers.ETag is not null, read.Content.Headers.LastModified is not null));
            Assert.Equal(HttpStatusCode.NotModified, (await service.Ask(HttpMethod.Get, path, hospital, read.Headers.ETag!.ToString())).StatusCode);
            var head = await service.Ask(HttpMethod.Head, path, hospital);
            Assert.Equal((HttpStatusCode.OK, read.Headers.ETag, ""), (head.StatusCode, head.Headers.ETag, await head.Content.ReadAsStringAsync()));
        }

        var before = (await service.Ask(HttpMethod.Get, $"/fhir/Appointment/{referral}-1-1", hospital)).Headers.ETag!.ToString();
        await service.Post($"/api/visits/{referral}-1-1/miss", new { }, service.Tokens.Person("coordinator", "bay-state-therapy"));
        Assert.Equal(HttpStatusCode.OK, (await service.Ask(HttpMethod.Get, $"/fhir/Appointment/{referral}-1-1", hospital, before)).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/fhir/Appointment/nobody-1-1", 404)]
    [InlineData("GET", "/fhir/Location/nowhere", 404)]
    [InlineData("GET", "/fhir/Schedule/1", 404)]
    [InlineData("PUT", "/fhir/Appointment/nobody-1-1", 405)]
    [InlineData("POST", "/fhir/Location", 405)]
    public async Task What_is_not_there_is_never_forbidden(string method, string path, int status) =>
        Assert.Equal(status, (int)(await service.Ask(new(method), path, service.Tokens.Partner("general-hospital"))).StatusCode);
}
