using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static ClinicNetwork.Tests.Referrals.Http.SearchedReferrals;

namespace ClinicNetwork.Tests.Referrals.Http;

[Collection(OnEngines.Name)]
public sealed class SearchTests(SearchedReferrals referrals) : IClassFixture<SearchedReferrals>
{
    const string Orders = "https://general-hospital.example/orders";
    RunningService Service => referrals.Service;
    string Hospital => referrals.Hospital;

    /// <summary>Each parameter with what finds the first referral and leaves out the second.</summary>
    public static TheoryData<string, string> FindsOne => new()
    {
        { "Task", "_id={A}" }, { "Task", "_id={A},{C}" }, { "Task", "focus=ServiceRequest/{A}" }, { "Task", "focus={A}" }, { "Task", "focus:ServiceRequest={A}" },
        { "Task", $"identifier={Orders}|S\\,A" }, { "Task", "identifier=S\\,A" }, { "Task", $"identifier={Orders}|S\\,A,{Orders}|none" },
        { "Task", "status=accepted" }, { "Task", "status=rejected,accepted" }, { "Task", "status=http://hl7.org/fhir/task-status|accepted" }, { "Task", "status=|accepted" },
        { "Task", "business-status=3.0" }, { "Task", "business-status=https://clinicnetwork.example/fhir/CodeSystem/business-status|3.0" },
        { "Task", "patient:identifier=https://general-hospital.example/mrn|MRN-A" }, { "Task", "patient.identifier=https://general-hospital.example/mrn|MRN-A" },
        { "Task", "authored-on=ge2026" }, { "Task", "authored-on=gt2025-03-05" }, { "Task", "authored-on=sa2025-03-05T09:30:00Z" }, { "Task", "authored-on=ge2025-03-05&authored-on=ne2025-03-05" },
        { "Task", "_lastUpdated=gt2025-03-05T09:30:00Z" }, { "Task", "_lastUpdated=ge2026&_sort=_lastUpdated" }, { "Task", "_lastUpdated=ge2026&_sort=-_lastUpdated&status=accepted" },
        { "Task", "patient:identifier=https://general-hospital.example/mrn|MRN-A&authored-on=ge2026&_lastUpdated=ge2026" },
        { "ServiceRequest", "_id={A}" }, { "ServiceRequest", $"identifier={Orders}|S\\,A" }, { "ServiceRequest", "status=active" }, { "ServiceRequest", "_lastUpdated=ge2026" },
        { "ServiceRequest", "patient:identifier=https://general-hospital.example/mrn|MRN-A" },
        { "ServiceRequest", "_id={A},{B}&requester:identifier=http://hl7.org/fhir/sid/us-npi|111" }, { "ServiceRequest", "_id={A},{B}&performer:identifier=clinic-111" },
        { "ServiceRequest", "_id={A},{B}&authored=2026-11-20" }, { "ServiceRequest", "_id={A},{B}&authored=ge2025-03-05" },
    };

    /// <summary>The same, for the second.</summary>
    public static TheoryData<string, string> FindsOther => new()
    {
        { "Task", "_id={B}" }, { "Task", "focus=ServiceRequest/{B}" }, { "Task", $"identifier={Orders}|S-B" }, { "Task", "status=in-progress" }, { "Task", "business-status=5.2" },
        { "Task", "patient:identifier=https://general-hospital.example/mrn|MRN-B" }, { "Task", "authored-on=2025-03" }, { "Task", "authored-on=lt2025-03-06" },
        { "Task", "authored-on=le2025-03-05T09:30" }, { "Task", "authored-on=eb2026" }, { "Task", "_lastUpdated=2025-03-05T10:30:00+01:00" }, { "Task", "authored-on=ge2025&authored-on=lt2025-12&_sort=authored-on" },
        { "ServiceRequest", "status=revoked" }, { "ServiceRequest", "_lastUpdated=le2025" }, { "ServiceRequest", "identifier=S-B" }, { "ServiceRequest", "_id={A},{B}&authored=2025-03" },
    };

    string Filled(string type, string query) => $"{type}?{query.Replace("{A}", referrals.A, StringComparison.Ordinal).Replace("{B}", referrals.B, StringComparison.Ordinal).Replace("{C}", referrals.C, StringComparison.Ordinal).Replace("+", "%2B", StringComparison.Ordinal)}";

    [Theory]
    [MemberData(nameof(FindsOne))]
    public async Task A_parameter_finds_what_has_it(string type, string query) => Assert.Equal([referrals.A], Ids(await referrals.Find(Filled(type, query), Hospital)));

    [Theory]
    [MemberData(nameof(FindsOther))]
    public async Task And_leaves_out_what_has_not(string type, string query) => Assert.Equal([referrals.B], Ids(await referrals.Find(Filled(type, query), Hospital)));

    [Fact]
    public async Task People_find_their_chains_by_requester_and_owner_and_a_partner_only_its_own()
    {
        Assert.Equal([referrals.A, referrals.B], Ids(await referrals.Find("Task?requester:identifier=general-hospital", referrals.Network)));
        Assert.Equal([referrals.C], Ids(await referrals.Find("Task?requester:identifier=st-brendan", referrals.Network)));
        Assert.Equal([referrals.C], Ids(await referrals.Find("Task?owner=Organization/pilgrim-bodywork", referrals.Network)));
        Assert.Equal([referrals.A, referrals.B], Ids(await referrals.Find("Task", Service.Coordinator)));
        Assert.Equal([referrals.C, referrals.A, referrals.B], Ids(await referrals.Find("Task", referrals.Network)));
        Assert.Empty(Ids(await referrals.Find("Task?requester:identifier=st-brendan", Service.Coordinator)));
        Assert.Empty(Ids(await referrals.Find($"Task?_id={referrals.A}", Service.Senders.Token("st-brendan"))));
        Assert.Empty(Ids(await referrals.Find("Task?patient:identifier=https://general-hospital.example/mrn|MRN-A&requester:identifier=st-brendan", Hospital)));
        Assert.Equal(HttpStatusCode.Forbidden, (await Service.Get("/fhir/Task", Service.Tokens.Person("therapist"))).StatusCode);
    }

    [Theory]
    [InlineData("Task?status=finished", "status", "invalid")]
    [InlineData("Task?authored-on=yesterday", "authored-on", "invalid")]
    [InlineData("Task?authored-on=ap2026", "authored-on", "invalid")]
    [InlineData("Task?identifier=https://general-hospital.example/orders|", "identifier", "too-costly")]
    [InlineData("Task?identifier=|", "identifier", "invalid")]
    [InlineData("Task?identifier=a|b|c", "identifier", "invalid")]
    [InlineData("Task?identifier=orders|S-B", "identifier", "invalid")]
    [InlineData("Task?identifier:of-type=a|b|c", "identifier:of-type", "invalid")]
    [InlineData("Task?patient=Patient/p1", "patient", "invalid")]
    [InlineData("Task?patient:identifier=MRN-A", "patient:identifier", "invalid")]
    [InlineData("Task?status=accepted,", "status", "invalid")]
    [InlineData("Task?_sort=status", "_sort", "invalid")]
    [InlineData("Task?_count=-1", "_count", "invalid")]
    [InlineData("Task?_cursor=elsewhere", "_cursor", "invalid")]
    [InlineData("Task?_elements=wisdom", "_elements", "invalid")]
    [InlineData("Task?authored-on=ge2026&_lastUpdated=ge2026", "_lastUpdated", "too-costly")]
    [InlineData("Task?authored-on=ge2026&_sort=_lastUpdated", "authored-on", "too-costly")]
    [InlineData("ServiceRequest?authored=ge2026", "authored", "too-costly")]
    [InlineData("ServiceRequest?requester:identifier=111", "requester:identifier", "too-costly")]
    [InlineData("ServiceRequest?status=draft", "status", "too-costly")]
    public async Task What_cannot_be_honoured_is_refused_by_the_name_of_its_parameter(string search, string parameter, string code)
    {
        var answer = await Service.Get($"/fhir/{search}", Hospital);
        var issue = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("issue")[0];

        Assert.Equal((HttpStatusCode.BadRequest, parameter, code), (answer.StatusCode, issue.GetProperty("expression")[0].GetString(), issue.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task What_is_not_known_is_ignored_and_not_in_the_self_link_or_refused_when_that_is_asked()
    {
        var found = await Service.Read("/fhir/Task?zzz=1&status=accepted&_format=json&_summary=text", Hospital);
        var strict = await Service.Get("/fhir/Task?zzz=1", Hospital, "respond-async, handling=strict");

        Assert.EndsWith("/fhir/Task?status=accepted", Link(found, "self"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, strict.StatusCode);
        Assert.Equal("not-supported", (await strict.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("issue")[0].GetProperty("code").GetString());
        Assert.Equal([referrals.A], Ids(await referrals.Find("Task?status=accepted&_format=json&_pretty=true", Hospital)));
    }

    [Fact]
    public async Task A_posted_search_is_the_same_search_and_no_link_names_the_patient()
    {
        var answer = await Service.Form("/fhir/Task/_search?status=accepted", Hospital, ("patient:identifier", "https://general-hospital.example/mrn|MRN-A"), ("_count", "5"));
        var found = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var self = Link(found, "self")!;

        Assert.Equal([referrals.A], Ids(found));
        Assert.DoesNotContain("MRN", self, StringComparison.Ordinal);
        Assert.Equal([referrals.A], Ids(await Service.Read(new Uri(self).PathAndQuery, Hospital)));
        Assert.Empty(Ids(await Service.Read(new Uri(self).PathAndQuery, Service.Senders.Token("st-brendan"))));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Service.Post("/fhir/Task/_search", "{}", Hospital)).StatusCode);
    }

    [Fact]
    public async Task The_number_alone_some_elements_and_the_order_beside_its_Task_can_be_had()
    {
        foreach (var number in new[] { "_summary=count", "_count=0" })
        {
            var none = await referrals.Find($"Task?{number}", referrals.Network);
            Assert.Equal((3, 0), (none.GetProperty("total").GetInt32(), Ids(none).Count));
        }
        Assert.Equal(1, (await referrals.Find("Task?_summary=count&authored-on=ge2026", Hospital)).GetProperty("total").GetInt32());
        Assert.Equal(3, (await referrals.Find("Task?_count=1", referrals.Network)).GetProperty("total").GetInt32());

        var some = (await referrals.Find($"Task?_id={referrals.A}&_elements=businessStatus,focus", Hospital)).GetProperty("entry")[0].GetProperty("resource");
        Assert.Equal(["businessStatus", "focus", "id", "intent", "meta", "resourceType", "status"], some.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("SUBSETTED", some.GetProperty("meta").GetProperty("tag")[0].GetProperty("code").GetString());

        var both = await referrals.Find("Task?status=accepted&_include=Task:focus", Hospital);
        Assert.Equal([referrals.A], Ids(both));
        Assert.Equal([referrals.A], Ids(both, "include"));
        Assert.Equal(HttpStatusCode.Forbidden, (await Service.Get("/fhir/Task?_include=Task:focus", Service.Senders.Token("general-hospital", "system/Task.s"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await Service.Get("/fhir/Task", Service.Senders.Token("general-hospital", "system/Task.r"))).StatusCode);
    }
}
