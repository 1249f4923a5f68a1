using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClinicNetwork.Tests.Operations;

/// <summary>How the network runs, as operators see it: the real referral service without a broker, scheduling away.</summary>
public sealed class NetworkPageTests(RunningDesk desk, RunningBrowser browser) : IClassFixture<RunningDesk>, IClassFixture<RunningBrowser>
{
    [Fact]
    public async Task An_operator_sees_what_each_instance_is_ready_for_and_what_it_lacks()
    {
        var page = await SignIn("Olive Operator");
        await page.GotoAsync("/network");
        var referral = page.Locator("[data-instance=referral]");
        await Expect(referral.Locator(".badge").First).ToHaveTextAsync("Ready");
        await Expect(referral).ToContainTextAsync("bus");
        await Expect(page.Locator("[data-instance=scheduling]")).ToContainTextAsync("Does not answer");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("1 instance does not answer");
        await Expect(page.GetByText("dotnet run --project deploy/local -- verify")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_a_broker_a_queue_is_unknown_and_what_waits_in_outboxes_is_told()
    {
        var hospital = await SignIn("Greta General");
        await DeskTests.Refer(hospital, "Outbox", "Z99.9");
        var page = await SignIn("Olive Operator");
        await Probe.Until(async () =>
        {
            await page.GotoAsync("/network");
            return await page.Locator("[data-outbox=referral]").AllInnerTextsAsync();
        }, texts => texts.Any(text => !text.Contains("none", StringComparison.Ordinal)));
        await Expect(page.Locator("[data-queue=referral]")).ToContainTextAsync("unknown");
    }

    [Fact]
    public async Task A_hospitals_refused_orders_are_counted_by_their_reason()
    {
        var hospital = await SignIn("Greta General");
        await DeskTests.Fill(hospital, "Refused", "Z99.9");
        await hospital.GetByLabel("Requests to the therapist").EvaluateAsync("e => { e.removeAttribute('maxlength'); e.value = 'x'.repeat(2001); }");
        await hospital.GetByRole(AriaRole.Button, new() { Name = "Send the referral" }).ClickAsync();
        await Expect(hospital.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        var page = await SignIn("Audrey Auditor");
        await page.GotoAsync("/network");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Orders refused in the last day" }).GetByRole(AriaRole.Row).Last).ToContainTextAsync("note-too-long");
    }

    [Fact]
    public async Task Nobody_but_operators_and_auditors_gets_in()
    {
        var page = await SignIn("Cora Coordinator");
        await page.GotoAsync("/network");
        await Expect(page).ToHaveURLAsync(new Regex("/signin"));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280), InlineData(ColorScheme.Dark, 390)]
    public async Task The_page_is_accessible_and_fits_its_window(ColorScheme scheme, int width)
    {
        var page = await SignIn("Olive Operator", scheme, width);
        await page.GotoAsync("/network");
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
