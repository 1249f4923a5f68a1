using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using ClinicNetwork.Gateway;
using ClinicNetwork.Gateway.Routing;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace ClinicNetwork.Tests.Gateway;

public sealed class RoutingTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    static readonly FhirJsonDeserializer Fhir = new();

    [Theory]
    [InlineData("/fhir")]
    [InlineData("/fhir/ServiceRequest/1")]
    [InlineData("/fhir/Appointment?based-on=ServiceRequest/1")]
    [InlineData("/fhir/CoverageEligibilityResponse/1")]
    [InlineData("/api/worklist")]
    [InlineData("/api/payer-rules/harborview")]
    [InlineData("/api/referrals/r-1/actions")]
    [InlineData("/api/referrals/r-1/locations")]
    [InlineData("/")]
    [InlineData("/overview/events")]
    public async Task A_known_address_reaches_its_service(string path)
    {
        var echo = await gateway.Client.GetFromJsonAsync<Echo>(new Uri(path, UriKind.Relative));
        Assert.Equal(path.Split('?')[0], echo!.Path);
    }

    [Fact]
    public async Task What_a_query_asks_for_is_not_logged_however_much_is()
    {
        using var log = new LogLines();
        using var client = await gateway.Start(log, ("Logging:LogLevel:Default", "Trace"));
        (await client.GetAsync(new Uri("/fhir/Task?identifier=https://general-hospital.example/mrn|Marked-4711", UriKind.Relative))).EnsureSuccessStatusCode();
        Assert.NotEmpty(log.All);
        Assert.DoesNotContain(log.All, line => line.Contains("Marked-4711", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/internal/referrals/1/coverage")]
    [InlineData("/internal")]
    [InlineData("/Internal/referrals/1/coverage")]
    [InlineData("/%69nternal/referrals/1/coverage")]
    [InlineData("/fhir/../internal/referrals/1/coverage")]
    [InlineData("/api/internal")]
    [InlineData("/api/unknown")]
    [InlineData("/health/else")]
    public async Task Internal_and_unknown_addresses_end_at_the_gateway(string path)
    {
        using var answer = await gateway.Client.SendAsync(new(HttpMethod.Get, Raw(path)));
        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Fact]
    public async Task An_unknown_FHIR_type_is_not_found_as_an_OperationOutcome()
    {
        using var answer = await gateway.Client.GetAsync(new Uri("/fhir/Patient/1", UriKind.Relative));
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal(OperationOutcome.IssueType.NotFound, await Issue(answer));
    }

    [Fact]
    public async Task Headers_that_claim_an_identity_are_taken_off_and_the_trace_goes_through()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/worklist");
        string[] spoofed = [.. SpoofedHeaders.Names, .. SpoofedHeaders.Prefixes.Select(p => $"{p}-Id".Replace("--", "-", StringComparison.Ordinal)), "X-Forwarded-User", "x-user-roles"];
        foreach (var header in spoofed) request.Headers.TryAddWithoutValidation(header, "mallory@evil.example");
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
        request.Headers.Add("Authorization", "Bearer as-sent");

        using var answer = await gateway.Client.SendAsync(request);
        var echo = (await answer.Content.ReadFromJsonAsync<Echo>())!;

        Assert.DoesNotContain(echo.Headers, h => h.Value.Contains("mallory", StringComparison.Ordinal));
        Assert.Contains(trace, echo.Headers["traceparent"], StringComparison.Ordinal);
        Assert.Equal("Bearer as-sent", echo.Headers["Authorization"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_above_one_MiB_is_refused_as_an_OperationOutcome(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/fhir") { Content = new StringContent(new string(' ', 3 * 1024 * 1024), Encoding.UTF8, "application/fhir+json") };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await gateway.Client.SendAsync(request);
        Assert.Equal(413, (int)answer.StatusCode);
        Assert.Equal(OperationOutcome.IssueType.TooLong, await Issue(answer));
    }

    [Theory]
    [InlineData("Content-Length: 1000\r\n\r\n{")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")]
    public async Task A_body_that_does_not_arrive_is_told_as_a_timeout_so_that_it_is_sent_again(string beginning)
    {
        using var caller = new TcpClient(gateway.Client.BaseAddress!.Host, gateway.Client.BaseAddress.Port);
        await using var stream = caller.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /fhir HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/fhir+json\r\n{beginning}"));

        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"timeout\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_one_MiB_passes(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/fhir") { Content = new StringContent(new string(' ', 1024 * 1024)) };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await gateway.Client.SendAsync(request);
        Assert.Equal(1024 * 1024, (await answer.Content.ReadFromJsonAsync<Echo>())!.Length);
    }

    [Fact]
    public async Task A_service_that_is_away_is_a_transient_OperationOutcome()
    {
        using var client = await gateway.Start(("Services:referral", "http://127.0.0.1:9"));
        using var answer = await client.GetAsync(new Uri("/fhir/Task/1", UriKind.Relative));
        Assert.InRange((int)answer.StatusCode, 502, 503);
        Assert.Equal(OperationOutcome.IssueType.Transient, await Issue(answer));
    }

    /// <summary>As written, without the client's own tidying.</summary>
    Uri Raw(string path) => new($"{gateway.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    internal static async Task<OperationOutcome.IssueType?> Issue(HttpResponseMessage answer)
    {
        Assert.Equal("application/fhir+json", answer.Content.Headers.ContentType?.MediaType);
        return Fhir.Deserialize<OperationOutcome>(await answer.Content.ReadAsStringAsync()).Issue.Single().Code;
    }
}
