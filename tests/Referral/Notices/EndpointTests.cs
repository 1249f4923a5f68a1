using System.Net;

namespace ClinicNetwork.Tests.Referrals.Notices;

/// <summary>Where partners are notified, and where nobody is.</summary>
public class EndpointTests
{
    [Theory]
    [InlineData("https://hospital.example", "https://hospital.example/notify", true)]
    [InlineData("https://hospital.example/", "https://hospital.example", true)]
    [InlineData("https://hospital.example/fhir", "https://hospital.example/fhir/notify?key=1", true)]
    [InlineData("https://hospital.example/fhir", "https://hospital.example/fhirs", false)]
    [InlineData("https://hospital.example/fhir", "https://hospital.example/", false)]
    [InlineData("https://hospital.example", "https://hospital.example.evil.example/", false)]
    [InlineData("https://hospital.example", "https://hospital.example:8443/", false)]
    [InlineData("https://hospital.example", "http://hospital.example/", false)]
    [InlineData("https://hospital.example", "https://hospital.example@evil.example/", false)]
    [InlineData("https://hospital.example/fhir", "https://hospital.example/fhir/../admin", false)]
    [InlineData("https://hospital.example/fhir", "https://hospital.example/fhir/%2e%2e/admin", false)]
    [InlineData("https://hospital.example", "https://hospital.example\\evil", false)]
    [InlineData("https://hospital.example", "notify", false)]
    [InlineData("https://hospital.example", "file:///etc/passwd", false)]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/notify", true)]
    public void An_endpoint_lies_below_a_registered_address(string registered, string endpoint, bool allowed) =>
        Assert.Equal(allowed, (Given.Hospital with { NotificationEndpoints = [registered] }).Allows(endpoint));

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_public_addresses_are_connected_to(string address, bool isPublic) => Assert.Equal(isPublic, PublicHosts.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    public async Task This_machine_is_not_connected_to_outside_of_development(string host)
    {
        await using var receiver = await Receiver.Start("http://127.0.0.1:0");
        using var http = new HttpClient(PublicHosts.Handler(loopback: false));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.PostAsync(new Uri($"http://{host}:{new Uri(receiver.Address).Port}/"), null));
        Assert.IsType<NotPublicException>(refused.InnerException);
        Assert.Empty(receiver.All);
    }

    [Theory]
    [InlineData("Authorization: Bearer x", null)]
    [InlineData("X-Key:1", null)]
    [InlineData("no colon", "Name: value")]
    [InlineData(": empty", "Name: value")]
    [InlineData("Bad Name: x", "Name: value")]
    [InlineData("X: a\r\nHost: evil", "one line")]
    [InlineData("host: evil", "network itself")]
    [InlineData("Content-Length: 1", "network itself")]
    [InlineData("X-Hub-Signature: sha256=0", "network itself")]
    public void A_header_is_one_line_and_none_of_ours(string header, string? problem)
    {
        if (problem is null) Assert.Null(NoticeHeader.ProblemOf(header));
        else Assert.Contains(problem, NoticeHeader.ProblemOf(header), StringComparison.Ordinal);
    }
}
