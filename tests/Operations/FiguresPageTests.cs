using ClinicNetwork.Contracts.Referral.V1;
using ClinicNetwork.Operations.Referrals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClinicNetwork.Tests.Operations;

/// <summary>The figures as people read them: over a range and a cut that the address says, each opening its referrals.</summary>
public sealed class FiguresPageTests(RunningOperations operations, RunningBrowser browser) : IClassFixture<RunningOperations>, IClassFixture<RunningBrowser>
{
    static readonly DateTimeOffset Yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);

    [Fact]
    public async Task A_figure_is_counted_over_the_range_and_cut_of_the_address_and_opens_its_referrals()
    {
        var location = $"place-{Some.Id()[..6]}";
        await Save([Came(location, slots: true), Came(location), Came(location), Came(location), Came("elsewhere")]);
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync($"/overview?location={location}");
        await Expect(Tile(page, "received")).ToContainTextAsync("4");
        await Expect(Tile(page, "slot-issues")).ToContainTextAsync("25");
        await Expect(Tile(page, "scheduled")).ToContainTextAsync("h");
        await Expect(page.Locator("[data-funnel=of-received-scheduled] .number").First).ToContainTextAsync("4");

        await Tile(page, "slot-issues").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("No series was free");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);

        await page.GotoAsync($"/overview?location={location}&from=2026-01-05&to=2026-01-06");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Nothing was received in this time");
    }

    [Fact]
    public async Task What_a_figure_opens_is_paged_and_every_referral_is_shown_once()
    {
        var location = $"many-{Some.Id()[..6]}";
        await Save([.. Enumerable.Range(0, 120).Select(i => Came(location, hours: i % 3))]);
        var page = await SignIn("Olive Operator");
        await page.GotoAsync($"/overview/referrals?of=received&location={location}");
        var seen = new List<string>();
        while (true)
        {
            seen.AddRange(await page.Locator("tbody th code").AllInnerTextsAsync());
            if (await page.GetByRole(AriaRole.Link, new() { Name = "The next 50" }).CountAsync() == 0) break;
            await page.GetByRole(AriaRole.Link, new() { Name = "The next 50" }).ClickAsync();
        }
        Assert.Equal((120, 120), (seen.Count, seen.Distinct().Count()));
    }

    [Fact]
    public async Task A_figure_of_several_kinds_opens_them_all()
    {
        var location = $"ends-{Some.Id()[..6]}";
        await Save([.. new[] { "4.0", "6.0", "7.0" }.Select(status => Came(location) with { BusinessStatus = status, Status = status is "7.0" ? "completed" : status is "4.0" ? "failed" : "cancelled" })]);
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync($"/overview?location={location}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ended without a report" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Nobody_sees_figures_of_another_chain_and_a_therapist_none()
    {
        var location = $"other-{Some.Id()[..6]}";
        await Save([Came(location) with { Chain = "somebody-elses" }]);
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync($"/overview?location={location}&chain=somebody-elses");
        await Expect(Tile(page, "received")).ToContainTextAsync("0");
        await page.GotoAsync($"/overview/referrals?of=received&location={location}&chain=somebody-elses");
        await Expect(page.GetByText("No referral of this kind in this time.")).ToBeVisibleAsync();
        var therapist = await SignIn("Amara Okonkwo");
        await therapist.GotoAsync("/overview");
        await Expect(therapist).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/signin"));
    }

    [Fact]
    public async Task What_is_seen_is_had_as_CSV_in_which_nothing_is_a_formula()
    {
        var partner = $"=cmd|{Some.Id()[..6]}";
        await Save([Came("boston") with { Partner = partner }]);
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync("/overview");
        var text = await (await page.Context.APIRequest.GetAsync($"{operations.Address}overview.csv?partner={Uri.EscapeDataString(partner)}")).TextAsync();
        Assert.Contains("Referrals received,referrals,1,0,", text, StringComparison.Ordinal);
        Assert.Contains($"\r\n'{partner},", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"\n={partner[1..]}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/overview?from=yesterday&to=99999-99-99&chain=%00&location=%3Cscript%3E")]
    [InlineData("/overview?from=0001-01-01&to=9999-12-31")]
    [InlineData("/overview/referrals?of=received&after=~~~&from=2026-11-01")]
    [InlineData("/overview/referrals?of=received&after=zzz~%24")]
    public async Task What_an_address_says_wrongly_is_as_if_it_were_not_said(string address)
    {
        var page = await SignIn("Olive Operator");
        Assert.Equal(200, (await page.GotoAsync(address))!.Status);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280), InlineData(ColorScheme.Dark, 390)]
    public async Task The_pages_are_accessible_and_fit_their_window(ColorScheme scheme, int width)
    {
        await Save([.. Enumerable.Range(0, 20).Select(i => Came("boston", slots: i % 3 == 0, hours: i) with { Status = i % 4 == 0 ? "on-hold" : "in-progress", StatusReason = i % 4 == 0 ? "no-slots" : null })]);
        var page = await SignIn("Cora Coordinator", scheme, width);
        var errors = page.Errors();
        foreach (var path in new[] { "/overview", "/overview/referrals?of=received" })
        {
            await page.GotoAsync(path);
            await page.AssertAccessible();
        }
        Assert.Empty(errors);
    }

    static ReferralStatusChanged Came(string location, bool slots = false, int hours = 0)
    {
        var received = Yesterday.AddHours(-hours);
        return Some.Booked(Some.Id(), 5, location) with
        {
            ReceivedAt = received,
            At = received.AddHours(5),
            Milestones = new() { Acknowledged = received.AddMinutes(4), Accepted = received.AddMinutes(4), Contacted = received.AddHours(5), Scheduled = received.AddHours(5), NoSlots = slots ? received.AddHours(1) : null },
        };
    }

    /// <summary>Stored, and in the books.</summary>
    async Task Save(IReadOnlyList<ReferralStatusChanged> events)
    {
        await operations.Rows.Save([.. events.Select(ReferralRow.Of)], default);
        while (await operations.App.Services.GetRequiredService<Tallies>().Count(default))
        {
        }
    }

    static ILocator Tile(IPage page, string code) => page.Locator($"a.tile[data-figure={code}]");

    async Task<IPage> SignIn(string name, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        var page = await browser.Open(operations.Address, scheme, width);
        await page.GotoAsync("/signin");
        await page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        return page;
    }
}
