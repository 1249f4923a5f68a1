using System.Net.Http.Json;
using System.Text.Json;
using ClinicNetwork.Operations;
using ClinicNetwork.Operations.Network;
using ClinicNetwork.Operations.Overview;
using ClinicNetwork.Operations.Referrals;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicNetwork.Tests.Operations;

/// <summary>Names come from their owners, reasons from one table.</summary>
public sealed class NamesTests(RunningOperations operations) : IClassFixture<RunningOperations>
{
    [Fact]
    public async Task Everything_is_called_what_its_owner_calls_it_and_times_are_the_chains()
    {
        await operations.Rows.Save([ReferralRow.Of(Some.Booked(Some.Id(), 4, "bay-state-boston") with { TherapistId = "amara-okonkwo" })], default);
        await Probe.Until(() => Task.FromResult(operations.App.Services.GetRequiredService<NamesReader>().Current), n => n.Partners.Count > 0 && n.Chains.Count > 0);

        var overview = await Overview("bay-state-therapy");

        var line = Assert.Single(overview.GetProperty("newest").EnumerateArray());
        Assert.Equal(("general-hospital", "General Hospital of Boston", "Boston, Back Bay", "Amara N. Okonkwo"),
            (Text(line, "partner"), Text(line, "partnerName"), Text(line, "locationName"), Text(line, "therapistName")));
        Assert.Equal(("Nov 2, 04:00", "America/New_York"), (Text(line, "receivedLocal"), Text(line, "timeZone")));
        Assert.Equal("Boston, Back Bay", Text(Assert.Single(overview.GetProperty("locations").EnumerateArray()), "label"));
    }

    [Fact]
    public async Task What_has_no_name_shows_its_id_as_it_is()
    {
        var chain = $"chain-{Some.Id()}";
        await operations.Rows.Save([ReferralRow.Of(Some.Booked(Some.Id(), 4, "no-such-place") with { Chain = chain, Partner = "new-hospital", TherapistId = "new-therapist" })], default);
        var line = Assert.Single((await Overview(chain)).GetProperty("newest").EnumerateArray());
        Assert.Equal(("new-hospital", "no-such-place", "new-therapist", "Nov 2, 09:00", "UTC"),
            (Text(line, "partnerName"), Text(line, "locationName"), Text(line, "therapistName"), Text(line, "receivedLocal"), Text(line, "timeZone")));
    }

    [Fact]
    public async Task While_an_owner_is_away_the_last_names_stand_and_their_age_is_told()
    {
        var reader = operations.App.Services.GetRequiredService<NamesReader>();
        await Probe.Until(() => Task.FromResult(reader.Current), names => names.Chains.Count > 0);
        var places = operations.Neighbours.Places;
        operations.Neighbours.Places = null;
        var before = reader.Current;
        await Probe.Until(() => Task.FromResult(reader.Current), names => names != before);
        Assert.Equal("Boston, Back Bay", reader.Current.Location("bay-state-boston"));
        operations.Neighbours.Places = places;

        using var answer = await operations.Client.GetAsync(new Uri("/health", UriKind.Relative));
        var told = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").GetProperty("names").GetString();
        Assert.Matches(@"scheduling heard \d+ s ago, referral heard \d+ s ago$", told);
    }

    [Theory]
    [InlineData("review")]
    [InlineData("information-required")]
    [InlineData("information-requested")]
    [InlineData("authorization-pending")]
    [InlineData("estimate-acceptance")]
    [InlineData("no-slots")]
    [InlineData("no-answer")]
    [InlineData("cancellation-requested")]
    [InlineData("outcome-missing")]
    [InlineData("closing-late")]
    [InlineData("report-late")]
    [InlineData("deceased")]
    [InlineData("service-inappropriate")]
    [InlineData("prerequisites-not-complete")]
    [InlineData("appointment-not-required")]
    [InlineData("other")]
    [InlineData("cancelled")]
    public void Every_reason_has_words(string code) => Assert.Contains(' ', StatusWords.Reason(code));

    [Fact]
    public void A_zone_that_does_not_exist_is_UTC_and_an_unknown_reason_its_code()
    {
        var names = new NetworkNames { TimeZones = new Dictionary<string, string> { ["nowhere"] = "No/Where" } };
        Assert.Equal("UTC", names.Local("nowhere", default).Zone);
        Assert.Equal("brand-new-reason", StatusWords.Reason("brand-new-reason"));
    }

    async Task<JsonElement> Overview(string chain)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview") { Headers = { Authorization = operations.Token("operator", chain) } };
        using var answer = await operations.Client.SendAsync(request);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).Clone();
    }

    static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();
}
