using System.Text.RegularExpressions;
using ClinicNetwork.Hosting;
using ClinicNetwork.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClinicNetwork.Tests.Operations;

/// <summary>The waiting rooms as operators see and clear them, in a real browser, on the real referral service.</summary>
public sealed class WaitingRoomPageTests(RunningDesk desk, RunningBrowser browser) : IClassFixture<RunningDesk>, IClassFixture<RunningBrowser>
{
    DocumentStore<FailedMessage, FailedMessageFact> Store => desk.Referral.Services.GetRequiredService<DocumentStore<FailedMessage, FailedMessageFact>>();

    [Fact]
    public async Task An_operator_sees_why_messages_wait_and_returns_exactly_those_chosen()
    {
        var (chosen, left) = (await Fail("chosen"), await Fail("chosen"));
        var page = await SignIn("Olive Operator");
        await page.GotoAsync("/waiting-room?service=referral&queue=referral&kind=chosen");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("2 messages wait, and come back by themselves");
        await page.Locator($"input[value='referral/{chosen}']").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Return the chosen" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Return 1 message?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Return it now" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Done: 1 message is on the way back.");
        Assert.Equal((1, 0), (await Asked(chosen), await Asked(left)));
    }

    [Fact]
    public async Task A_kind_is_returned_as_it_was_when_it_was_looked_at_and_once_however_often_it_is_sent()
    {
        var before = await Fail("frozen");
        var page = await SignIn("Olive Operator");
        await page.GotoAsync("/waiting-room?service=referral");
        await page.GetByRole(AriaRole.Link, new() { Name = "Return all of referral, frozen" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Return 1 message of referral: frozen?");
        var after = await Fail("frozen");
        await page.EvaluateAsync("() => { const form = document.querySelector('.panel form'); return Promise.all([1, 2].map(() => fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) }))); }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Return it now" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Done:");
        Assert.Equal((1, 0), (await Asked(before), await Asked(after)));
    }

    [Fact]
    public async Task One_is_given_up_with_a_reason_alone_and_says_what_became_of_it()
    {
        var id = await Fail("given-up");
        var page = await SignIn("Olive Operator");
        await page.GotoAsync($"/waiting-room/referral/{id}");
        await page.GetByText("Give it up").First.ClickAsync();
        await page.GetByLabel("Why it is given up").EvaluateAsync("e => { e.required = false; }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give it up" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("say in words why it is given up");
        await page.GetByLabel("Why it is given up").FillAsync("It was <b>sent</b> twice.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give it up" }).ClickAsync();
        await Expect(page.Locator(".badge")).ToHaveTextAsync("Given up");
        await Expect(page.Locator("blockquote")).ToHaveTextAsync("It was <b>sent</b> twice.");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("It used up its quick retries");
        await Expect(page.Locator("main")).Not.ToContainTextAsync("the name of a patient");
    }

    [Fact]
    public async Task An_auditor_looks_on_and_nobody_else_gets_in()
    {
        var id = await Fail("looked-at");
        var auditor = await SignIn("Audrey Auditor");
        await auditor.GotoAsync($"/waiting-room/referral/{id}");
        await Expect(auditor.GetByRole(AriaRole.Heading, new() { Name = "What became of it" })).ToBeVisibleAsync();
        await Expect(auditor.Locator(".panel form")).ToHaveCountAsync(0);
        await auditor.GotoAsync($"/waiting-room/return?message=referral/{id}");
        await Expect(auditor).ToHaveURLAsync(new Regex("/signin"));
        var coordinator = await SignIn("Cora Coordinator");
        await coordinator.GotoAsync("/waiting-room");
        await Expect(coordinator).ToHaveURLAsync(new Regex("/signin"));
    }

    [Theory]
    [InlineData("/waiting-room/nowhere/7b2f1f0e-3b1c-4c8e-9b57-0a4f6d1c2e3f")]
    [InlineData("/waiting-room/referral/7b2f1f0e-3b1c-4c8e-9b57-0a4f6d1c2e3f")]
    public async Task What_is_not_there_is_said_in_words(string address)
    {
        var page = await SignIn("Olive Operator");
        Assert.Equal(404, (await page.GotoAsync(address))!.Status);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280), InlineData(ColorScheme.Dark, 390)]
    public async Task Every_page_is_accessible_and_fits_its_window(ColorScheme scheme, int width)
    {
        var id = await Fail("a-kind-with-quite-a-long-name-that-nobody-has-words-for");
        var page = await SignIn("Olive Operator", scheme, width);
        foreach (var path in new[] { "/waiting-room", "/waiting-room?status=Overtaken", $"/waiting-room/referral/{id}", $"/waiting-room/return?message=referral/{id}" })
        {
            await page.GotoAsync(path);
            await page.AssertAccessible();
        }
    }

    /// <summary>A message that nobody can read, waiting for this reason.</summary>
    async Task<Guid> Fail(string kind)
    {
        var id = Guid.NewGuid();
        await desk.Referral.Services.GetRequiredService<WaitingRoom>().TakeIn(id, "referral", "insurance.v1.units-refused", "the name of a patient", new UnbelievableMessageException(kind, "x"), default);
        return id;
    }

    /// <summary>How often somebody asked for it.</summary>
    async Task<int> Asked(Guid id) => (await Store.Find($"{id}", Part.History))!.History.Count(h => h.Fact is MessageReturnAsked);

    async Task<IPage> SignIn(string name, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        var page = await browser.Open(desk.Address, scheme, width);
        await page.GotoAsync("/signin");
        await page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        return page;
    }
}
