using System.Net;
using Hl7.Fhir.Model;
using Hl7.Fhir.Rest;
using Hl7.Fhir.Serialization;
using static Tests.Network.Firely;
using FhirTask = Hl7.Fhir.Model.Task;
using Task = System.Threading.Tasks.Task;

namespace Tests.Network;

/// <summary>Firely's client, which .NET hospitals use, at the door as it is.</summary>
[Collection(OnNetwork.Name)]
public class FirelyClient(NetworkFixture network)
{
    [Fact]
    public async Task It_sends_a_transaction_and_follows_the_referral()
    {
        using var client = await network.Client();
        var bundle = (Bundle)new FhirJsonDeserializer().DeserializeResource(Hospital.MakeUp("Harborview").Bundle.ToJsonString());

        var id = Sent(await client.TransactionAsync(bundle));

        Assert.Equal(id, Sent(await client.TransactionAsync(bundle)));
        await Probe.Until(async () => (await client.ReadAsync<FhirTask>($"Task/{id}"))!.BusinessStatus!.Coding[0].Code == "5.1.1", () => "booked");
        Assert.NotEmpty((await client.SearchAsync<Appointment>([$"based-on=ServiceRequest/{id}"]))!.Entry);
        Assert.Single((await client.SearchAsync<FhirTask>([$"focus=ServiceRequest/{id}"]))!.Entry);

        static string Sent(Bundle? answer) => answer!.Entry.Select(e => e.Response!.Location!).Single(l => l.Contains("/_history/", StringComparison.Ordinal)).Split('/')[1];
    }

    [Fact]
    public async Task It_knows_the_server_by_its_capability_statement()
    {
        using var client = await network.Client();

        var capability = (await client.CapabilityStatementAsync())!;

        Assert.Equal(FHIRVersion.N4_0_1, capability.FhirVersion);
        Assert.Contains(capability.Rest[0].Resource, r => r.Type == "ServiceRequest" && r.ConditionalCreate == true);
    }

    [Fact]
    public async Task It_creates_an_order_once_on_condition()
    {
        using var client = await network.Client();
        var order = Order();
        var unlessThere = new SearchParams("identifier", $"{Orders}|{order.Identifier[0].Value}");

        var first = (await client.ConditionalCreateAsync(order, unlessThere))!;
        order.Quantity = new Quantity { Value = 3, Unit = "visits" };
        var second = (await client.ConditionalCreateAsync(order, unlessThere))!;

        Assert.Equal((first.Id, HttpStatusCode.OK), (second.Id, client.Status()));
        Assert.Equal(2, ((Quantity)second.Quantity!).Value);
    }

    [Fact]
    public async Task It_reads_versions_and_history()
    {
        using var client = await network.Client();
        var id = (await client.CreateAsync(Order()))!.Id;

        var read = (await client.ReadAsync<ServiceRequest>($"ServiceRequest/{id}"))!;
        var version = (await client.ReadAsync<ServiceRequest>($"ServiceRequest/{id}/_history/{read.Meta!.VersionId}"))!;
        var history = (await client.HistoryAsync($"Task/{id}"))!;

        Assert.Equal((id, read.Meta.VersionId), (version.Id, version.Meta!.VersionId));
        Assert.Equal(read.Contained.Select(c => c.TypeName), version.Contained.Select(c => c.TypeName));
        Assert.Equal(FhirTask.TaskStatus.Received, ((FhirTask)history.Entry[^1].Resource!).Status);
        var unchanged = await Assert.ThrowsAsync<FhirOperationException>(() => client.ReadAsync<ServiceRequest>($"ServiceRequest/{id}", read.Meta.VersionId));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.Status);
    }

    [Fact]
    public async Task It_searches_to_the_last_page_by_GET_and_by_POST()
    {
        using var client = await network.Client();
        var patient = NewNumber();
        var sent = new List<string?>();
        for (var i = 0; i < 3; i++) sent.Add((await client.CreateAsync(Order(patient)))!.Id);
        var search = new SearchParams("patient:identifier", $"{Records}|{patient}").LimitTo(1).OrderBy("authored-on");

        foreach (var first in new[] { await client.SearchAsync<FhirTask>(search), await client.SearchUsingPostAsync(search, "Task") })
        {
            var found = new List<string?>();
            for (var page = first; page is not null; page = await client.ContinueAsync(page)) found.AddRange(page.Entry.Select(e => e.Resource!.Id));
            Assert.Equal(sent, found);
        }
    }

    [Fact]
    public async Task It_updates_the_version_that_it_has_seen_and_no_other()
    {
        using var client = await network.Client();
        var order = (await client.CreateAsync(Order()))!;
        var seen = order.Meta!.VersionId;
        order.Status = RequestStatus.Revoked;

        order.Meta.VersionId = "99";
        var refused = await Assert.ThrowsAsync<FhirOperationException>(() => client.UpdateAsync(order, versionAware: true));
        order.Meta.VersionId = seen;
        var revoked = (await client.UpdateAsync(order, versionAware: true))!;

        Assert.Equal((HttpStatusCode.PreconditionFailed, "version-conflict"), (refused.Status, refused.Code()));
        Assert.Equal(RequestStatus.Revoked, revoked.Status);
    }

    [Fact]
    public async Task What_it_is_refused_it_tells_by_the_element()
    {
        using var client = await network.Client();
        var order = Order();
        order.Subject = new() { Display = "somebody" };

        var refused = await Assert.ThrowsAsync<FhirOperationException>(() => client.CreateAsync(order));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "patient-missing"), (refused.Status, refused.Code()));
        Assert.Equal(["ServiceRequest.subject"], refused.Outcome!.Issue[0].Expression);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<FhirOperationException>(() => client.ReadAsync<FhirTask>("Task/unknown"))).Status);
    }

    [Fact]
    public async Task It_has_an_order_validated()
    {
        using var client = await network.Client();
        var order = Order();

        var acceptable = await client.ValidateResourceAsync(order);
        order.Quantity = null;
        var unclear = await client.ValidateResourceAsync(order);

        Assert.True(acceptable!.Success);
        Assert.Equal(OperationOutcome.IssueSeverity.Warning, unclear!.Issue[0].Severity);
    }

    [Fact]
    public async Task It_is_told_as_much_as_it_prefers_and_no_unknown_parameter_is_ignored_when_it_is_strict()
    {
        using var client = await network.Client(new() { ReturnPreference = ReturnPreference.Minimal, PreferredParameterHandling = SearchParameterHandling.Strict });

        Assert.Null(await client.CreateAsync(Order()));
        Assert.Equal(HttpStatusCode.Created, client.Status());
        var refused = await Assert.ThrowsAsync<FhirOperationException>(() => client.SearchAsync<FhirTask>(["colour=blue"]));
        Assert.Equal((HttpStatusCode.BadRequest, "not-supported"), (refused.Status, refused.Code()));
    }
}
