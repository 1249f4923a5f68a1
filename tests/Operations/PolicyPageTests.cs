using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClinicNetwork.Tests.Operations;

/// <summary>Rules and directory as operators keep them, in a real browser, on the real referral service.</summary>
public sealed class PolicyPageTests(RunningDesk desk, RunningBrowser browser) : IClassFixture<RunningDesk>, IClassFixture<RunningBrowser>
{
    const string Hospital = "/directory/partners/general-hospital";

    [Fact]
    public async Task A_change_is_checked_laid_beside_what_is_in_force_put_into_force_and_taken_back()
    {
        var page = await SignIn("Olive Operator");
        await page.GotoAsync(Hospital);
        var before = await page.Locator("dl.policy dd").First.InnerTextAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await page.GetByLabel("name", new() { Exact = true }).FillAsync("General <b>Hospital</b> of Boston");
        await Check(page);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("1 line changes");
        await Expect(page.Locator("del")).ToHaveTextAsync(before);
        await Expect(page.Locator("ins")).ToHaveTextAsync("General <b>Hospital</b> of Boston");
        await page.GetByLabel("Why, for who reads the history").FillAsync("It has a new name");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it into force" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("In force everywhere");
        await Expect(page.Locator("dl.policy dd").First).ToHaveTextAsync("General <b>Hospital</b> of Boston");
        await Expect(page.Locator(".timeline li").First).ToContainTextAsync("It has a new name");

        await page.Locator(".timeline li").Nth(1).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("ins")).ToHaveTextAsync(before);
        await page.GetByRole(AriaRole.Button, new() { Name = "Put it into force" }).ClickAsync();
        await Expect(page.Locator("dl.policy dd").First).ToHaveTextAsync(before);
    }

    [Fact]
    public async Task What_the_owner_refuses_is_said_and_what_was_typed_is_kept()
    {
        var page = await SignIn("Olive Operator");
        await page.GotoAsync($"{Hospital}/edit");
        await page.GetByLabel("identifier systems").FillAsync("no address");
        await Check(page);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("'no address' is not an absolute URI");
        await Expect(page.GetByLabel("identifier systems")).ToHaveValueAsync("no address");

        await page.Locator("summary").ClickAsync();
        await page.GetByLabel("The whole as JSON").FillAsync("{ not json");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check it" }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This is not a JSON object");
    }

    [Fact]
    public async Task Who_was_slower_is_told_and_changes_nothing()
    {
        var (first, second) = (await SignIn("Olive Operator"), await SignIn("Olive Operator"));
        const string clocks = "/rules/clocks/bay-state-therapy";
        foreach (var (page, days) in new[] { (first, "31"), (second, "32") })
        {
            await page.GotoAsync($"{clocks}/edit");
            await page.GetByLabel("reopen within days").FillAsync(days);
            await Check(page);
        }
        await first.GetByRole(AriaRole.Button, new() { Name = "Put it into force" }).ClickAsync();
        await Expect(first.GetByRole(AriaRole.Status)).ToContainTextAsync("In force everywhere");
        await second.GetByRole(AriaRole.Button, new() { Name = "Put it into force" }).ClickAsync();
        await Expect(second.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing was changed");
        await Expect(second.GetByLabel("reopen within days")).ToHaveValueAsync("32");
        await first.GotoAsync(clocks);
        await Expect(first.Locator("dl.policy dd").First).ToHaveTextAsync("31");
    }

    [Fact]
    public async Task A_coordinator_reads_and_changes_nothing()
    {
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync("/rules/screening/screening");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What is in force" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Edit" })).ToHaveCountAsync(0);
        await page.GotoAsync($"{Hospital}/edit");
        await Expect(page).ToHaveURLAsync(new Regex("/signin"));
    }

    [Theory]
    [InlineData("/rules/nothing", 404), InlineData("/directory/partners/nobody", 404), InlineData("/rules/payers/blue-maple", 503), InlineData("/rules/payers", 200)]
    public async Task What_is_not_to_be_had_is_said(string address, int status)
    {
        var page = await SignIn("Olive Operator");
        Assert.Equal(status, (await page.GotoAsync(address))!.Status);
        await Expect(page.Locator("main")).ToContainTextAsync(status is 404 ? "There is" : "does not answer");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280), InlineData(ColorScheme.Dark, 390)]
    public async Task The_pages_are_accessible_and_fit_their_window(ColorScheme scheme, int width)
    {
        var page = await SignIn("Olive Operator", scheme, width);
        foreach (var path in new[] { "/rules", "/rules/clocks", "/rules/screening/screening", "/rules/screening/screening/edit", "/directory/partners", Hospital, $"{Hospital}/edit" })
        {
            await page.GotoAsync(path);
            await page.AssertAccessible();
        }
        await page.GetByLabel("scopes").FillAsync("system/Task.rs");
        await Check(page);
        await page.AssertAccessible();
    }

    static Task Check(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Check it" }).First.ClickAsync();

    async Task<IPage> SignIn(string name, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        var page = await browser.Open(desk.Address, scheme, width);
        await page.GotoAsync("/signin");
        await page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        return page;
    }
}
