using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ClinicNetwork.Tests.Insurance.Http;

/// <summary>A running service that knows the payers.</summary>
public sealed class SeededService(Engines engines) : IAsyncLifetime
{
    public RunningService Running { get; } = new(engines);

    public async Task InitializeAsync()
    {
        await Running.InitializeAsync();
        await Running.Seed();
    }

    public Task DisposeAsync() => Running.DisposeAsync();
}

/// <summary>What a body is told that cannot be: nothing changes by it, so one service hears them all.</summary>
[Collection(OnEngines.Name)]
public sealed class WrongBodies(SeededService seeded) : IClassFixture<SeededService>
{
    const string Medicaid = "/api/payer-rules/medicaid";
    readonly RunningService service = seeded.Running;

    string Operator => service.Tokens.Person("operator");

    [Theory]
    [InlineData("null", 400, "body")]
    [InlineData("", 400, "body")]
    [InlineData("[]", 400, "body")]
    [InlineData("""{ "name": "M", "payers": null }""", 400, "payers")]
    [InlineData("""{ "name": 7 }""", 400, "name")]
    [InlineData("""{ "name": null }""", 400, "name")]
    [InlineData("""{ "authorization": null }""", 400, "authorization")]
    [InlineData("""{ "authorization": { "when": "sometimes" } }""", 400, "authorization.when")]
    [InlineData("""{ "memberShare": null }""", 400, "memberShare")]
    [InlineData("""{ "payers": [null] }""", 400, "payers[0]")]
    [InlineData("""{ "payers": [" "], "coverageTypes": ["HIP"], "name": "M", "pays": true }""", 422, "payers")]
    public async Task A_wrong_body_names_the_field(string body, int status, string? field)
    {
        var answer = await service.Put(Medicaid, body, Operator);
        Assert.Equal(status, (int)answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(field, problem.TryGetProperty("expression", out var at) ? at.GetString() : null);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    public async Task Another_format_is_named_too(string type)
    {
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await service.Put(Medicaid, "{}", Operator, type: type)).StatusCode);
        await service.Cover("b1");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await service.Post("/api/coverages/b1/answer", "{}", service.Tokens.Person("billing"), type)).StatusCode);
    }

    [Theory]
    [InlineData("null", 400)]
    [InlineData("""{ "code": null, "visits": 1 }""", 400)]
    [InlineData("""{ "code": "A2", "visits": "many" }""", 400)]
    [InlineData("""{ "code": "A2" }""", 400)]
    [InlineData("""{ "code": "A2", "visits": 0 }""", 422)]
    [InlineData("""{ "code": "A1", "visits": 1, "number": "Mrs Smith, by telephone" }""", 422)]
    public async Task A_wrong_answer_of_a_payer_is_refused(string body, int status)
    {
        await service.Cover("b1");
        Assert.Equal(status, (int)(await service.Post("/api/coverages/b1/answer", body, service.Tokens.Person("billing"))).StatusCode);
    }
}
