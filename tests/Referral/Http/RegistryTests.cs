using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClinicNetwork.Tests.Referrals.Http;

[Collection(OnEngines.Name)]
public sealed class RegistryTests(RunningService service) : IClassFixture<RunningService>
{
    static string With(string body, string field, string? json)
    {
        var node = JsonNode.Parse(body)!.AsObject();
        if (json is null) node.Remove(field);
        else node[field] = JsonNode.Parse(json);
        return node.ToJsonString();
    }

    [Theory]
    [InlineData("identifierSystems", "null", "identifierSystems")]
    [InlineData("identifierSystems", null, "identifierSystems")]
    [InlineData("identifierSystems", "[null]", "identifierSystems[0]")]
    [InlineData("identifierSystems", "\"x\"", "identifierSystems")]
    [InlineData("identifierSystems", "[5]", "identifierSystems[0]")]
    [InlineData("name", "null", "name")]
    [InlineData("name", "5", "name")]
    [InlineData("chain", null, "chain")]
    [InlineData("scopes", "null", "scopes")]
    [InlineData("scopes", "[\"system/Task.rs\", null]", "scopes[1]")]
    [InlineData("suspended", "\"yes\"", "suspended")]
    [InlineData("suspended", "null", "suspended")]
    public async Task A_partner_with_a_null_or_another_type_is_refused_with_the_fields_name(string field, string? json, string named) =>
        await Names("/api/partners/wrong", With(RunningService.Hospital("wrong"), field, json), named);

    [Theory]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("", "body")]
    public async Task A_body_that_is_no_object_is_refused(string body, string named) => await Names("/api/partners/wrong", body, named);

    [Theory]
    [InlineData("""{"accepted":null,"review":[]}""", "accepted")]
    [InlineData("""{"accepted":[null],"review":[]}""", "accepted[0]")]
    [InlineData("""{"accepted":[{"name":"a","text":"b","codes":null}],"review":[]}""", "accepted[0].codes")]
    [InlineData("""{"accepted":[{"name":"a","text":"b","codes":[null]}],"review":[]}""", "accepted[0].codes[0]")]
    [InlineData("""{"accepted":[{"name":"a","text":"b","codes":[{"system":"s","code":null}]}],"review":[]}""", "accepted[0].codes[0].code")]
    [InlineData("""{"accepted":[{"name":7,"text":"b","codes":[]}],"review":[]}""", "accepted[0].name")]
    [InlineData("""{"accepted":[]}""", "review")]
    public async Task Screening_rules_too(string body, string named) => await Names("/api/screening-rules/screening", body, named);

    async Task Names(string path, string body, string field)
    {
        var answer = await service.Put(path, body, service.Operator);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((HttpStatusCode.BadRequest, "bad-body"), (answer.StatusCode, problem.GetProperty("title").GetString()));
        Assert.Equal(field, problem.GetProperty("expression").GetString());
        Assert.StartsWith($"{field}: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_understood_but_unusable_says_why()
    {
        foreach (var (field, json) in new[] { ("name", "\" \""), ("identifierSystems", "[]"), ("identifierSystems", "[\"orders\"]"), ("scopes", "[\"everything\"]"), ("keys", "{}"), ("keys", """{"keys":[{"kty":"EC","d":"x"}]}""") })
        {
            var answer = await service.Put("/api/partners/wrong", With(RunningService.Hospital("wrong"), field, json), service.Operator);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, field), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("expression").GetString()));
        }
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get("/api/partners/wrong", service.Operator)).StatusCode);
    }

    [Fact]
    public async Task A_partner_is_versioned_with_author_and_reason_and_changed_by_who_has_seen_it()
    {
        var keys = """{"keys":[{"kty":"EC","crv":"P-256","x":"1","y":"2","kid":"k"}]}""";
        var first = await Put("lakeside", With(RunningService.Hospital("lakeside"), "keys", keys), "?reason=registered%20today");
        Assert.Equal((1, "operator-1", "registered today"), (first.GetProperty("version").GetInt64(), first.GetProperty("actor").GetProperty("id").GetString(), first.GetProperty("reason").GetString()));

        Assert.Equal(1, (await Put("lakeside", With(RunningService.Hospital("lakeside"), "keys", keys))).GetProperty("version").GetInt64());
        Assert.Equal(HttpStatusCode.Conflict, (await service.Put("/api/partners/lakeside", RunningService.Hospital("lakeside"), service.Operator, "\"7\"")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Put("/api/partners/lakeside", RunningService.Hospital("lakeside"), service.Operator, "\"seven\"")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Put("/api/partners/lakeside", With(RunningService.Hospital("lakeside", suspended: true), "keys", keys), service.Operator, "\"1\"")).StatusCode);

        var known = (await service.Read("/internal/partners", service.Tokens.Service())).EnumerateArray().Single(p => p.GetProperty("id").GetString() == "lakeside");
        Assert.Equal((2, true, "k"), (known.GetProperty("version").GetInt64(), known.GetProperty("suspended").GetBoolean(), known.GetProperty("keys").GetProperty("keys")[0].GetProperty("kid").GetString()));
        Assert.Equal("lakeside", (await service.Read("/internal/partners/names", service.Tokens.Service())).GetProperty("lakeside").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Get("/internal/partners", service.Operator)).StatusCode);
    }

    [Fact]
    public async Task What_holds_for_the_whole_network_is_changed_by_operators_of_all_chains_only()
    {
        var ofOneChain = service.Tokens.Person("operator", "bay-state-therapy");

        var refused = await service.Put("/api/partners/general-hospital", RunningService.Hospital(), ofOneChain);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("all chains", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Put("/api/partners/general-hospital", RunningService.Hospital(), service.Tokens.Person("coordinator"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Get("/api/partners/general-hospital", ofOneChain)).StatusCode);
    }

    [Fact]
    public async Task Nothing_is_taken_from_a_suspended_partner_until_it_is_let_in_again()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Send("S-1", client: "st-brendan")).StatusCode);
        await Put("st-brendan", RunningService.Hospital("st-brendan"));
        Assert.Equal(HttpStatusCode.Created, (await service.Send("S-1", client: "st-brendan")).StatusCode);

        await Put("st-brendan", RunningService.Hospital("st-brendan", suspended: true));
        var refused = await service.Send("S-2", client: "st-brendan");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("suspended-partner", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await Put("st-brendan", RunningService.Hospital("st-brendan"));
        Assert.Equal(HttpStatusCode.Created, (await service.Send("S-2", client: "st-brendan")).StatusCode);
    }

    async Task<JsonElement> Put(string partner, string body, string query = "")
    {
        var answer = await service.Put($"/api/partners/{partner}{query}", body, service.Operator);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
