using System.Net;
using System.Text.Json;

namespace ClinicNetwork.Tests.Referrals.Http;

/// <summary>What the service says that it answers over FHIR is what it answers.</summary>
[Collection(OnEngines.Name)]
public sealed class OfferTests(RunningService service) : IClassFixture<RunningService>
{
    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    [Fact]
    public async Task Everything_that_is_offered_is_there_and_nothing_else_is()
    {
        var rest = (await service.Read("/internal/capability", service.Tokens.Service())).GetProperty("rest")[0];
        Assert.Equal("transaction", rest.GetProperty("interaction")[0].GetProperty("code").GetString());
        var resources = rest.GetProperty("resource").EnumerateArray().ToDictionary(r => r.GetProperty("type").GetString()!, Codes);
        Assert.Equal(["Binary", "Bundle", "Communication", "DocumentReference", "ServiceRequest", "Subscription", "Task"], resources.Keys.Order(StringComparer.Ordinal));
        Assert.Superset(new HashSet<string> { "create", "read", "vread", "history-instance", "update", "search-type" }, resources["ServiceRequest"]);

        foreach (var (type, codes) in resources)
            foreach (var (place, method, code) in Places)
            {
                var answer = await service.Ask(new(method), $"/fhir/{type}{place}", service.Senders.Token("general-hospital"));
                var known = code is not null && codes.Contains(code);
                // What is there refuses an empty body or an id that nobody has; what is not there has no such method, or no such address.
                var refused = answer.StatusCode is HttpStatusCode.MethodNotAllowed || (answer.StatusCode is HttpStatusCode.NotFound && !await IsOfAnEndpoint(answer));
                Assert.True(known != refused, $"{method} {type}{place}: {(int)answer.StatusCode}, {(known ? "" : "not ")}offered");
                if (method == "GET") Assert.Equal(answer.StatusCode, (await service.Ask(HttpMethod.Head, $"/fhir/{type}{place}", service.Senders.Token("general-hospital"))).StatusCode);
            }
    }

    [Fact]
    public async Task Subscriptions_are_offered_as_their_guide_says()
    {
        var subscription = (await service.Read("/internal/capability", service.Tokens.Service())).GetProperty("rest")[0].GetProperty("resource").EnumerateArray().Single(r => r.GetProperty("type").GetString() == "Subscription");
        const string guide = "http://hl7.org/fhir/uv/subscriptions-backport";

        Assert.Equal([$"{guide}/StructureDefinition/backport-subscription"], subscription.GetProperty("supportedProfile").EnumerateArray().Select(p => p.GetString()!));
        Assert.Equal(new[] { "state", "question", "appointment", "report" }.Select(t => ($"{guide}/StructureDefinition/capabilitystatement-subscriptiontopic-canonical", $"https://clinicnetwork.example/fhir/SubscriptionTopic/referral-{t}")),
            subscription.GetProperty("extension").EnumerateArray().Select(e => (e.GetProperty("url").GetString()!, e.GetProperty("valueCanonical").GetString()!)));
        Assert.Equal([("events", $"{guide}/OperationDefinition/backport-subscription-events"), ("status", $"{guide}/OperationDefinition/backport-subscription-status")],
            subscription.GetProperty("operation").EnumerateArray().Select(o => (o.GetProperty("name").GetString()!, o.GetProperty("definition").GetString()!)).Order());
        Assert.Equal(["_id", "_lastUpdated", "status", "url"], subscription.GetProperty("searchParam").EnumerateArray().Select(p => p.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.False(subscription.GetProperty("conditionalCreate").GetBoolean());
    }

    [Fact]
    public async Task The_JSON_API_is_told_with_what_each_address_takes_and_who_may()
    {
        var paths = (await service.Read("/internal/openapi", service.Tokens.Service())).GetProperty("paths");
        var accept = paths.GetProperty("/api/referrals/{id}/accept").GetProperty("post");
        Assert.Equal("coordinator", accept.GetProperty("x-roles")[0].GetString());
        Assert.Equal("id", accept.GetProperty("parameters")[0].GetProperty("name").GetString());
        Assert.True(accept.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties").TryGetProperty("visits", out _));
        Assert.All(paths.EnumerateObject(), path => Assert.StartsWith("/api/", path.Name, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get("/internal/openapi", service.Operator)).StatusCode);
    }

    [Fact]
    public async Task Only_services_are_told_by_this_way() =>
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get("/internal/capability", service.Operator)).StatusCode);

    /// <summary>An id may look like anything, so what is read at _search is nobody's.</summary>
    static readonly IEnumerable<(string Place, string Method, string? Code)> Places =
        from place in new (string Place, Dictionary<string, string> Codes)[]
        {
            ("", new() { ["GET"] = "search-type", ["POST"] = "create" }),
            ("/_search", new() { ["POST"] = "search-type" }),
            ("/nobody", new() { ["GET"] = "read", ["PUT"] = "update", ["DELETE"] = "delete" }),
            ("/nobody/_history", new() { ["GET"] = "history-instance" }),
            ("/nobody/_history/1", new() { ["GET"] = "vread" }),
        }
        from method in Methods
        where place.Place != "/_search" || method is "POST"
        select (place.Place, method, place.Codes.GetValueOrDefault(method));

    /// <summary>True for the words of an endpoint about something that is not there.</summary>
    static async Task<bool> IsOfAnEndpoint(HttpResponseMessage answer) =>
        (await answer.Content.ReadAsStringAsync()).Contains("There is no ", StringComparison.Ordinal);

    static HashSet<string> Codes(JsonElement resource) => [.. resource.GetProperty("interaction").EnumerateArray().Select(i => i.GetProperty("code").GetString()!)];
}
