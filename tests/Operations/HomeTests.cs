using System.Text.RegularExpressions;
using ClinicNetwork.Operations.Referrals;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClinicNetwork.Tests.Operations;

/// <summary>Home by role, the palette, and one referral from order to report.</summary>
public sealed class HomeTests(RunningDesk desk, RunningBrowser browser) : IClassFixture<RunningDesk>, IClassFixture<RunningBrowser>
{
    [Fact]
    public async Task A_coordinator_reads_what_runs_out_next_what_waits_and_what_is_new()
    {
        var (id, number) = await desk.Refer("Home", priority: "stat");
        await desk.Rows.Save([ReferralRow.Of(Some.Event(Some.Id(), 3, status: "on-hold", reason: "no-slots") with { At = TimeProvider.System.GetUtcNow() })], default);
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync("/");
        await Expect(page.Locator($"#r-{id}")).ToContainTextAsync(number);
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Review" })).ToContainTextAsync(new Regex("[1-9]"));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Since you last looked" })).ToContainTextAsync("on hold: No free slots");
        await page.Locator($"#r-{id} [data-open]").ClickAsync();
        await page.WaitForURLAsync($"**/referrals/{id}*");
        await page.Keyboard.PressAsync("c");
        await Expect(page.GetByText("You have it in hand.")).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Yours" })).ToContainTextAsync(number);
    }

    [Theory]
    [InlineData("Amara Okonkwo", "/visits"), InlineData("Bill Billing", "/billing"), InlineData("Olive Operator", "/overview/now"), InlineData("Greta General", "/hospital"), InlineData("Audrey Auditor", "/")]
    public async Task Everybody_comes_home_to_what_they_do(string name, string home)
    {
        var page = await SignIn(name);
        await page.GotoAsync("/");
        await Expect(page).ToHaveURLAsync(new Regex($"{home}$"));
        await page.AssertAccessible();
    }

    [Fact]
    public async Task The_palette_finds_by_number_place_and_patient_and_puts_no_name_into_an_address()
    {
        var (id, number) = await desk.Refer("Palette");
        var page = await SignIn("Cora Coordinator");
        var addresses = new List<string>();
        page.Request += (_, request) => addresses.Add(request.Url);
        foreach (var (field, text) in new[] { ("q", number), ("q", id[..8]) })
        {
            await page.GotoAsync("/worklist");
            await page.Keyboard.PressAsync("Control+k");
            await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await page.Locator($"#find [name={field}]").FillAsync(text);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("#find .hits a").First).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page).ToHaveURLAsync(new Regex(id));
        }
        await page.GetByRole(AriaRole.Link, new() { Name = "Find" }).ClickAsync();
        await page.Locator("#find [name=family]").FillAsync("palette");
        await page.Locator("#find [name=born]").FillAsync("1970-05-04");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await Expect(page.Locator("#find .hits")).ToContainTextAsync(number);
        await page.Locator("#find [name=q]").FillAsync("back bay");
        await page.Locator("#find [name=family]").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Referrals at Boston, Back Bay" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Referrals at Boston, Back Bay" })).ToBeVisibleAsync();
        Assert.DoesNotContain(addresses, a => a.Contains("palette", StringComparison.OrdinalIgnoreCase) || a.Contains("1970", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_referral_tells_from_order_to_report_what_happened_and_why()
    {
        var (id, _) = await desk.Refer("Story", "M54.31");
        await desk.Treat(id);
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync($"/referrals/{id}");
        var story = page.GetByRole(AriaRole.Region, new() { Name = "From order to report" });
        foreach (var told in new[] { "Received", "Accepted: sciatica", "screening v", "6 visits covered", "The plan covers all 6 visits.", "6 visits held", "Booked", "Visit 1 took place", "Visit 4 was missed", "Report sent" })
            await Expect(story).ToContainTextAsync(told);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Visits" })).ToContainTextAsync("visit 4,");
        await Expect(page.Locator("[data-part=stands]")).ToContainTextAsync("The hospital reads the report");
        await page.AssertAccessible();
    }

    [Fact]
    public async Task A_transfer_is_chosen_from_the_places_that_fit_and_says_why_not_the_others()
    {
        var (id, _) = await desk.Refer("Transfer", "M54.31");
        await desk.Cover(id);
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync($"/referrals/{id}");
        await page.Keyboard.PressAsync("t");
        await Expect(page.Locator(".offer").First).ToContainTextAsync("Lynn, Ben Castellano");
        await Expect(page.Locator(".offer").Nth(1)).ToContainTextAsync("No therapist has shifts there.");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Lynn" }).CheckAsync();
        await page.Locator("#transfer-reason").FillAsync("Nearer to work.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move to another place" }).ClickAsync();
        await Expect(page.GetByText("Done: Move to another place")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "From order to report" })).ToContainTextAsync("Another place was chosen");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280), InlineData(ColorScheme.Dark, 390)]
    public async Task Home_and_palette_are_accessible_and_fit_their_window(ColorScheme scheme, int width)
    {
        await desk.Refer("Look");
        var page = await SignIn("Cora Coordinator", scheme, width);
        foreach (var path in new[] { "/", "/find", "/referrals/at?location=boston" })
        {
            await page.GotoAsync(path);
            await page.AssertAccessible();
        }
        await page.GotoAsync("/");
        await page.Keyboard.PressAsync("Control+k");
        await page.AssertAccessible();
    }

    async Task<IPage> SignIn(string name, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        var page = await browser.Open(desk.Address, scheme, width);
        await page.GotoAsync("/signin");
        await page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        return page;
    }
}
