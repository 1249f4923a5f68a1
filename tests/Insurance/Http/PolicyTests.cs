using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace ClinicNetwork.Tests.Insurance.Http;

/// <summary>Payer rules over HTTP: who may change them, over which version, and what a wrong body is told.</summary>
[Collection(OnEngines.Name)]
public sealed class PolicyTests(Engines engines) : IAsyncLifetime
{
    const string Medicaid = "/api/payer-rules/medicaid";
    readonly RunningService service = new(engines);

    public async Task InitializeAsync()
    {
        await service.InitializeAsync();
        await service.Seed();
    }

    public Task DisposeAsync() => service.DisposeAsync();

    string Operator => service.Tokens.Person("operator");

    async Task<string> Body(int price) => (await service.Read(Medicaid, Operator)).GetProperty("rule").GetRawText().Replace("64", $"{price}", StringComparison.Ordinal);

    [Fact]
    public async Task Only_an_operator_of_all_chains_changes_what_holds_for_all()
    {
        var refused = await service.Put(Medicaid, await Body(65), service.Tokens.Person("operator", Given.Chain));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("all chains", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_over_another_version_is_refused_and_each_version_says_who_and_why()
    {
        Assert.Equal(HttpStatusCode.OK, (await service.Put($"{Medicaid}?reason=new%20contract", await Body(66), Operator, "\"1\"")).StatusCode);
        var late = await service.Put(Medicaid, await Body(67), Operator, "1");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("Version 2", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Put(Medicaid, await Body(67), Operator, "two")).StatusCode);

        var now = await service.Read(Medicaid, Operator);
        Assert.Equal((2, "new contract", "operator-1"), (now.GetProperty("version").GetInt32(), now.GetProperty("reason").GetString(), now.GetProperty("author").GetProperty("id").GetString()));
        Assert.Equal(64, (await service.Read($"{Medicaid}?version=1", Operator)).GetProperty("rule").GetProperty("allowedPriceUsd").GetDecimal());
        Assert.Equal(HttpStatusCode.NotFound, (await service.Get($"{Medicaid}?version=3", Operator)).StatusCode);
    }

    [Fact]
    public async Task Of_two_changes_of_one_version_one_wins()
    {
        var bodies = await Task.WhenAll(Body(70), Body(71));
        var answers = await Task.WhenAll(bodies.Select(body => service.Put(Medicaid, body, Operator, "1")));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
    }
}
