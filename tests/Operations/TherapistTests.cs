using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClinicNetwork.Tests.Operations;

/// <summary>A therapist's day on a phone.</summary>
public sealed class TherapistTests(RunningDesk desk, RunningBrowser browser) : IClassFixture<RunningDesk>, IClassFixture<RunningBrowser>
{
    [Fact]
    public async Task A_visit_is_completed_in_three_taps_with_what_the_physician_asks_for_in_sight()
    {
        var page = await SignIn(ColorScheme.Light, 390);
        var errors = page.Errors();
        var card = page.Locator("details.visit.now");
        await Expect(card.Locator("blockquote").First).ToHaveTextAsync("Begin with ten minutes of <b>warm-up</b> work.");
        await Expect(card.GetByRole(AriaRole.Radio, new() { Checked = true })).ToHaveCountAsync(0);

        await card.GetByRole(AriaRole.Group, new() { Name = "Pain before" }).GetByText("6", new() { Exact = true }).ClickAsync();
        await card.GetByRole(AriaRole.Group, new() { Name = "Pain after" }).GetByText("4", new() { Exact = true }).ClickAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Complete" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Recorded: the visit took place.");
        var (what, key, body) = Assert.Single(desk.Recorded, r => r.What.EndsWith("complete", StringComparison.Ordinal));
        using var said = JsonDocument.Parse(body);
        Assert.Equal((60, 6, 4, "myofascial-release"), (said.RootElement.GetProperty("minutes").GetInt32(), said.RootElement.GetProperty("painBefore").GetInt32(), said.RootElement.GetProperty("painAfter").GetInt32(), said.RootElement.GetProperty("techniques")[0].GetString()));
        Assert.True(Guid.TryParse(key, out _), what);

        await page.Locator("details.visit.now .missed > summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Record the no-show" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Recorded: the patient did not come.");
        await Expect(page.GetByText("in 28 days")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Tomorrow" }).Locator("details.visit")).ToHaveCountAsync(3);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Tomorrow" }).GetByRole(AriaRole.Button, new() { Name = "Complete" })).ToHaveCountAsync(0);
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 390), InlineData(ColorScheme.Dark, 1280)]
    public async Task The_day_is_accessible_and_fits_its_window(ColorScheme scheme, int width)
    {
        var page = await SignIn(scheme, width);
        foreach (var summary in await page.Locator("details.visit > summary").AllAsync()) await summary.ClickAsync();
        await page.AssertAccessible();
        var small = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.visits button, .visits summary, .scale label')].filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.textContent)");
        Assert.Empty(small);
    }

    async Task<IPage> SignIn(ColorScheme scheme, int width)
    {
        var page = await browser.Open(desk.Address, scheme, width);
        await page.GotoAsync("/signin");
        await page.GetByRole(AriaRole.Button, new() { Name = "Amara Okonkwo" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/visits"));
        return page;
    }
}
