using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClinicNetwork.Tests.Operations;

/// <summary>Coordinators clear their day: in a real browser, on the real referral service.</summary>
public sealed class WorklistTests(RunningDesk desk, RunningBrowser browser) : IClassFixture<RunningDesk>, IClassFixture<RunningBrowser>
{
    [Fact]
    public async Task With_the_keyboard_alone_an_item_is_claimed_asked_about_and_the_next_one_opens()
    {
        var (first, second) = (await desk.Refer("Keys"), await desk.Refer("Keys"));
        var page = await SignIn("Cora Coordinator");
        var errors = page.Errors();
        await page.GotoAsync("/worklist?list=review");
        await Walk(page, first.Id);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex(first.Id));
        await page.Keyboard.PressAsync("c");
        await Expect(page.GetByText("You have it in hand.")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("q");
        await page.Keyboard.TypeAsync("Which side is it?");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByText("Done: Ask the referrer")).ToBeVisibleAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex($"/{first.Id}"));
        await page.Keyboard.PressAsync("Escape");
        await Expect(page).ToHaveURLAsync(new Regex("/worklist\\?list=review"));
        await Expect(page.Locator($"#r-{first.Id}")).ToHaveCountAsync(0);
        await Expect(page.Locator($"#r-{second.Id}")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("next, previous row");
        await page.Keyboard.PressAsync("Escape");
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Going_back_keeps_the_filter_and_stands_at_the_row()
    {
        var (id, _) = await desk.Refer("Row");
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync("/worklist?list=review&whose=nobody");
        await page.Locator($"#r-{id} [data-open]").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(id));
        await page.Keyboard.PressAsync("Escape");
        await Expect(page).ToHaveURLAsync(new Regex($"/worklist\\?list=review&whose=nobody#r-{id}"));
        await Expect(page.Locator($"#r-{id} [data-open]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Two_coordinators_race_for_one_item_and_one_of_them_is_told_who_has_it()
    {
        var (id, _) = await desk.Refer("Race");
        var (cora, dana) = (await SignIn("Cora Coordinator"), await SignIn("Dana Okafor"));
        await Task.WhenAll(cora.GotoAsync($"/referrals/{id}?from=list%3Dreview"), dana.GotoAsync($"/referrals/{id}?from=list%3Dreview"));
        await Task.WhenAll(cora.Keyboard.PressAsync("c"), dana.Keyboard.PressAsync("c"));
        await Expect(Has(cora)).ToBeVisibleAsync();
        await Expect(Has(dana)).ToBeVisibleAsync();
        var won = await cora.GetByText("You have it in hand.").CountAsync() == 1;
        var (winner, loser, name) = won ? (cora, dana, "Cora Coordinator") : (dana, cora, "Dana Okafor");
        await Expect(loser.GetByText($"{name} has it in hand").First).ToBeVisibleAsync();

        // Who does not have it cannot do it either, and loses nothing that was typed.
        await Do(loser, "Reject", ("reason", "other"), ("text", "Not treated here."));
        await Expect(loser.GetByRole(AriaRole.Alert)).ToContainTextAsync($"{name} has it in hand");
        await Expect(loser.Locator("#reject-text")).ToHaveValueAsync("Not treated here.");

        // The others see it on the list, and that it is free again as soon as its tab is left.
        await loser.GotoAsync("/worklist?list=review");
        await Expect(loser.Locator($"#r-{id}")).ToContainTextAsync($"{name} has it in hand");
        await winner.GotoAsync("/worklist?list=no-slots");
        await Expect(loser.GetByRole(AriaRole.Button, new() { Name = "Claim " }).And(loser.Locator($"#r-{id} button"))).ToBeVisibleAsync();

        ILocator Has(IPage page) => page.GetByText(new Regex("has it in hand|You have it in hand")).First;
    }

    [Fact]
    public async Task What_is_given_to_a_colleague_is_theirs_and_what_is_put_off_is_gone_until_its_time()
    {
        var (given, putOff) = (await desk.Refer("Given"), await desk.Refer("Off"));
        var (cora, dana) = (await SignIn("Cora Coordinator"), await SignIn("Dana Okafor"));
        await cora.GotoAsync($"/referrals/{given.Id}?from=list%3Dreview");
        await cora.Keyboard.PressAsync("w");
        await cora.Locator("#to").SelectOptionAsync(new SelectOptionValue { Label = "Dana Okafor" });
        await cora.GetByRole(AriaRole.Button, new() { Name = "Assign", Exact = true }).ClickAsync();
        await Expect(cora.GetByText("Done: Assigned to Dana Okafor")).ToBeVisibleAsync();
        await dana.GotoAsync("/worklist?whose=mine");
        await Expect(dana.Locator($"#r-{given.Id}")).ToContainTextAsync("for Dana Okafor");

        await cora.GotoAsync($"/referrals/{putOff.Id}?from=list%3Dreview");
        await cora.Keyboard.PressAsync("z");
        await cora.GetByRole(AriaRole.Button, new() { Name = "Put off", Exact = true }).ClickAsync();
        await Expect(cora.GetByText("Done: Put off")).ToBeVisibleAsync();
        await cora.GotoAsync("/worklist?list=review");
        await Expect(cora.Locator($"#r-{given.Id}")).ToHaveCountAsync(1);
        await Expect(cora.Locator($"#r-{putOff.Id}")).ToHaveCountAsync(0);
        await cora.GotoAsync("/worklist?snoozed=true");
        await Expect(cora.Locator($"#r-{putOff.Id}")).ToContainTextAsync("Put off until");

        // It waits for something else now: it is back at once.
        using var client = desk.Coordinator;
        using var asked = new StringContent("""{"text":"Which side?"}""", System.Text.Encoding.UTF8, "application/json");
        (await client.PostAsync(new Uri($"/api/referrals/{putOff.Id}/messages", UriKind.Relative), asked)).EnsureSuccessStatusCode();
        await cora.GotoAsync("/worklist?list=information-requested");
        await Expect(cora.Locator($"#r-{putOff.Id}")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Several_are_looked_at_done_on_the_server_and_what_is_left_out_is_explained()
    {
        var (free, taken, changed) = (await desk.Refer("Bulk"), await desk.Refer("Bulk"), await desk.Refer("Bulk"));
        var (cora, dana) = (await SignIn("Cora Coordinator"), await SignIn("Dana Okafor"));
        await dana.GotoAsync($"/referrals/{taken.Id}");
        await dana.Keyboard.PressAsync("c");
        await Expect(dana.GetByText("You have it in hand.")).ToBeVisibleAsync();

        await cora.GotoAsync("/worklist?list=review");
        foreach (var (id, _) in new[] { free, taken, changed }) await cora.Locator($"#r-{id} input").CheckAsync();
        await Expect(cora.GetByText("3 chosen.")).ToBeVisibleAsync();
        await cora.Locator("select[name=what]").SelectOptionAsync("accept");
        await cora.GetByRole(AriaRole.Button, new() { Name = "See what it will do" }).ClickAsync();
        await Expect(cora.GetByRole(AriaRole.Heading, new() { Name = "2 of 3: look before it is done" })).ToBeVisibleAsync();
        await Expect(Row(cora, taken.Id)).ToContainTextAsync("Dana Okafor has it in hand.");
        await Expect(Row(cora, free.Id)).ToContainTextAsync("Insurance is asked which visits are covered.");

        using var client = desk.Coordinator;
        using var note = new StringContent("""{"text":"Look again."}""", System.Text.Encoding.UTF8, "application/json");
        (await client.PostAsync(new Uri($"/api/referrals/{changed.Id}/notes", UriKind.Relative), note)).EnsureSuccessStatusCode();
        var address = cora.Url;
        await cora.GetByRole(AriaRole.Button, new() { Name = "Do it with 2" }).ClickAsync();
        // The tab goes away; it is done all the same.
        await cora.GotoAsync("/worklist?list=no-slots");
        await cora.GotoAsync(address);
        await Expect(cora.GetByRole(AriaRole.Heading, new() { Name = "1 of 3 are done" })).ToBeVisibleAsync();
        await Expect(Row(cora, free.Id)).ToContainTextAsync("Done");
        await Expect(Row(cora, changed.Id)).ToContainTextAsync("It has changed since you looked: open it.");

        // Back and again: the same set, and nothing is done a second time.
        await cora.GoBackAsync();
        await cora.GotoAsync(address);
        await Expect(cora.GetByRole(AriaRole.Button, new() { Name = "Do it with" })).ToHaveCountAsync(0);
        await cora.GotoAsync($"/referrals/{free.Id}");
        await Expect(cora.Locator(".story").GetByText("Accepted:")).ToHaveCountAsync(1);
        await dana.GotoAsync(new Uri(address).AbsolutePath);
        await Expect(dana.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here" })).ToBeVisibleAsync();

        static ILocator Row(IPage page, string id) => page.GetByRole(AriaRole.Row, new() { Name = id[..8] });
    }

    [Fact]
    public async Task A_form_sent_twice_acts_once_and_a_form_that_is_old_says_what_has_changed()
    {
        var (id, _) = await desk.Refer("Twice");
        var (cora, dana) = (await SignIn("Cora Coordinator"), await SignIn("Dana Okafor"));
        await Task.WhenAll(cora.GotoAsync($"/referrals/{id}"), dana.GotoAsync($"/referrals/{id}"));
        await Do(dana, "Ask the referrer", ("text", "Which side?"));
        await Expect(dana.GetByText("Done: Ask the referrer")).ToBeVisibleAsync();
        await Expect(dana.GetByRole(AriaRole.Button, new() { Name = "Claim" })).ToBeVisibleAsync();

        await Do(cora, "Ask the referrer", ("text", "Since when?"));
        await Expect(cora.GetByRole(AriaRole.Alert)).ToContainTextAsync("It has changed while you looked, so nothing was done.");
        await Expect(cora.GetByRole(AriaRole.Alert)).ToContainTextAsync("Question 1 asked, by dana-okafor");
        await Expect(cora.Locator("#ask-text")).ToHaveValueAsync("Since when?");
        var form = cora.Locator("#do-ask form");
        await form.EvaluateAsync("f => { const body = new URLSearchParams(new FormData(f)); return Promise.all([1, 2, 3].map(() => fetch(f.action, { method: 'POST', body }))); }");
        await cora.GotoAsync($"/referrals/{id}");
        await Expect(cora.GetByText("Since when?")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_new_item_comes_to_the_list_by_itself_and_what_is_chosen_stays_chosen()
    {
        var (id, _) = await desk.Refer("Here");
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync("/worklist?list=review");
        await Expect(page.Locator("#stream-text")).ToHaveTextAsync("Live");
        await page.Locator($"#r-{id} input").CheckAsync();
        await page.Locator($"#r-{id} [data-open]").FocusAsync();
        var (other, _) = await desk.Refer("New");
        desk.Tell();
        await Expect(page.Locator($"#r-{other}")).ToHaveCountAsync(1);
        await Expect(page.Locator($"#r-{id} input")).ToBeCheckedAsync();
        await Expect(page.Locator($"#r-{id} [data-open]")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task An_auditor_looks_and_cannot_act()
    {
        var (id, _) = await desk.Refer("Audit");
        var page = await SignIn("Audrey Auditor");
        await page.GotoAsync("/worklist?list=review");
        await Expect(page.Locator($"#r-{id}")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Claim" })).ToHaveCountAsync(0);
        await page.Locator($"#r-{id} [data-open]").ClickAsync();
        await Expect(page.GetByText("There is nothing for you to do here.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280), InlineData(ColorScheme.Dark, 390)]
    public async Task Every_page_is_accessible_and_fits_its_window(ColorScheme scheme, int width)
    {
        var (id, _) = await desk.Refer("Access");
        await desk.Refer("Access", priority: "urgent");
        var page = await SignIn("Cora Coordinator", scheme, width);
        foreach (var path in new[] { "/worklist", "/worklist?list=review", "/worklist?whose=mine", "/worklist?snoozed=true" })
        {
            await page.GotoAsync(path);
            await page.AssertAccessible();
        }
        await page.GotoAsync($"/referrals/{id}?from=list%3Dreview&open=transfer");
        foreach (var summary in await page.Locator("summary").AllAsync()) await summary.ClickAsync();
        await page.AssertAccessible();
        if (width < 1000) return;
        await page.GotoAsync("/worklist?list=review");
        await page.Keyboard.PressAsync("?");
        await page.AssertAccessible();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator($"#r-{id} input").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "See what it will do" }).ClickAsync();
        await page.AssertAccessible();
    }

    /// <summary>Goes down the list with <c>j</c> until the item's link is focused.</summary>
    static async Task Walk(IPage page, string id)
    {
        for (var step = 0; step < 60; step++)
        {
            await page.Keyboard.PressAsync("j");
            if (await page.Locator($"#r-{id} [data-open]").EvaluateAsync<bool>("e => e === document.activeElement")) return;
        }
        Assert.Fail("j does not get there");
    }

    /// <summary>Fills a form by the names of its fields, and sends it.</summary>
    static async Task Do(IPage page, string deed, params (string Name, string Text)[] fields)
    {
        var form = page.Locator("details.deed").Filter(new() { Has = page.Locator("summary", new() { HasTextString = deed }) }).First;
        if (await form.GetAttributeAsync("open") is null) await form.Locator("summary").ClickAsync();
        foreach (var (name, text) in fields)
        {
            var field = form.Locator($"[name={name}]");
            if (await field.EvaluateAsync<string>("e => e.tagName") is "SELECT") await field.SelectOptionAsync(text);
            else await field.FillAsync(text);
        }
        await form.GetByRole(AriaRole.Button, new() { Name = deed }).ClickAsync();
        await page.WaitForLoadStateAsync();
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
