using ClinicNetwork.Operations;
using ClinicNetwork.Operations.Referrals;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClinicNetwork.Tests.Operations;

public sealed class BrowserTests(RunningOperations operations, RunningBrowser browser) : IClassFixture<RunningOperations>, IClassFixture<RunningBrowser>
{
    [Fact]
    public async Task A_coordinator_signs_in_sees_counts_change_live_and_signs_out()
    {
        var page = await browser.Open(operations.Address, ColorScheme.Light, 1280);
        var errors = page.Errors();
        var location = $"boston-{Some.Id()[..6]}";
        await SignIn(page, "Cora Coordinator");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Live");

        var (first, second) = (Some.Id(), Some.Id());
        await operations.Coalescer.Add(Now(Some.Booked(first, 4, location)), default);
        await Expect(Visits(page, location)).ToHaveTextAsync("8");
        await operations.Coalescer.Add(Now(Some.Booked(second, 4, location, visits: 4)), default);
        await Expect(Visits(page, location)).ToHaveTextAsync("12");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = first[..8] })).ToContainTextAsync("Scheduled");
        await operations.Coalescer.Add(Now(Some.Event(second, 5, "5.2", "in-progress")), default);
        await Expect(Visits(page, location)).ToHaveTextAsync("8");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = second[..8] })).ToContainTextAsync("Cancellation requested");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/signin"));
        Assert.Empty(errors);
    }

    [Fact]
    public async Task A_person_of_one_chain_is_not_shown_another_chains_referral()
    {
        var (mine, other) = (Some.Id(), Some.Id());
        await operations.Rows.Save([ReferralRow.Of(Now(Some.Event(mine, 1))), ReferralRow.Of(Now(Some.Event(other, 1, chain: "pilgrim-bodywork")))], default);
        var page = await browser.Open(operations.Address, ColorScheme.Light, 1280);
        await SignIn(page, "Amara Okonkwo");
        await Expect(page.GetByText(mine[..8])).ToBeVisibleAsync();
        await Expect(page.GetByText(other[..8])).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_JavaScript_the_page_shows_the_moment_and_how_to_see_the_next()
    {
        var page = await browser.Open(operations.Address, ColorScheme.Light, 1280, javaScript: false);
        await SignIn(page, "Audrey Auditor");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Load it again" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Where referrals stand" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Every_page_is_accessible_and_fits_its_window(ColorScheme scheme, int width)
    {
        await operations.Rows.Save([.. Network()], default);
        var page = await browser.Open(operations.Address, scheme, width);
        var errors = page.Errors();
        await page.GotoAsync("/signin");
        await page.AssertAccessible();
        await SignIn(page, "Olive Operator");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Live");
        await page.AssertAccessible();
        Assert.Empty(errors);
    }

    /// <summary>One referral in every state, so that every colour is on the page.</summary>
    static IEnumerable<ReferralRow> Network()
    {
        string[] states = ["2.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.2", "7.0", "4.0", "6.0"];
        foreach (var state in states) yield return ReferralRow.Of(Now(Some.Booked(Some.Id(), 3, "bay-state-boston") with { BusinessStatus = state }));
        yield return ReferralRow.Of(Now(Some.Event(Some.Id(), 3, status: "on-hold", reason: "authorization-pending") with { Priority = "urgent" }));
    }

    static Contracts.Referral.V1.ReferralStatusChanged Now(Contracts.Referral.V1.ReferralStatusChanged e) => e with { ReceivedAt = TimeProvider.System.GetUtcNow() };

    static async Task SignIn(IPage page, string name)
    {
        await page.GotoAsync("/overview/now");
        await page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(new System.Text.RegularExpressions.Regex("signin"));
        await page.GotoAsync("/overview/now");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Network overview" })).ToBeVisibleAsync();
    }

    /// <summary>The last cell of the location's row: its booked visits.</summary>
    static ILocator Visits(IPage page, string location) => page.Locator($"[data-location={location}] td").Last;
}
