using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClinicNetwork.Tests.Operations;

/// <summary>A hospital's desk and a coordinator's, in a real browser, on the real referral service.</summary>
public sealed class DeskTests(RunningDesk desk, RunningBrowser browser) : IClassFixture<RunningDesk>, IClassFixture<RunningBrowser>
{
    [Fact]
    public async Task A_hospital_refers_is_asked_answers_and_its_referral_is_accepted()
    {
        var (hospital, clinic) = (await SignIn("Greta General"), await SignIn("Cora Coordinator"));
        var number = await Refer(hospital, "Answer", "Z99.9");
        await Expect(hospital.GetByText("Sent to the clinic")).ToBeVisibleAsync();

        await Open(clinic, "/worklist?list=review", number);
        var path = new Uri(clinic.Url).AbsolutePath;
        await Do(clinic, "Ask the referrer", ("What is to be read", "Which side is it?"));
        await Expect(clinic.GetByText("Done: Ask the referrer")).ToBeVisibleAsync();
        await clinic.GotoAsync(path);
        await Expect(clinic.GetByText("The referrer has been asked")).ToBeVisibleAsync();

        await Open(hospital, "/hospital?list=information-requested", number);
        await Expect(hospital.GetByText("Which side is it?")).ToBeVisibleAsync();
        await Do(hospital, "Answer the clinic", ("What is to be read", "The left one."), ("The question’s number", "1"));
        await hospital.GotoAsync("/hospital?list=information-requested");
        await Expect(hospital.GetByRole(AriaRole.Link, new() { Name = number })).ToHaveCountAsync(0);

        await Open(clinic, "/worklist?list=question-answered", number);
        await Expect(clinic.GetByText("The left one.")).ToBeVisibleAsync();
        await Do(clinic, "Accept");
        await clinic.GotoAsync(path);
        await Expect(clinic.Locator(".badge").First).ToHaveTextAsync("Accepted");
    }

    [Fact]
    public async Task With_the_keyboard_alone_a_referral_is_sent()
    {
        var page = await SignIn("Greta General");
        await page.GotoAsync("/hospital/new");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        foreach (var text in new[] { "Keys", "Karla", "05041970" })
        {
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync(text);
        }
        await page.FocusAsync("#condition");
        await page.Keyboard.TypeAsync("M54.31 sciatica");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("6");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Sent to the clinic")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Karla Keys" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_checked_is_not_sent_and_what_is_refused_is_kept_as_typed()
    {
        var page = await SignIn("Greta General");
        await Fill(page, "Check", "Z99.9");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check it first" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Checked, not sent: The diagnosis Z99.9 is not among the conditions treated without review");
        await Expect(page.GetByLabel("Family name")).ToHaveValueAsync("Check");

        await page.GetByLabel("Requests to the therapist").EvaluateAsync("e => { e.removeAttribute('maxlength'); e.value = 'x'.repeat(2001); }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the referral" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("What you typed is kept.");
        await Expect(page.GetByLabel("Family name")).ToHaveValueAsync("Check");
    }

    [Fact]
    public async Task What_was_done_meanwhile_is_said_and_nothing_typed_is_lost()
    {
        var (hospital, clinic) = (await SignIn("Greta General"), await SignIn("Cora Coordinator"));
        var number = await Refer(hospital, "Meanwhile", "Z99.9");
        await Open(clinic, "/worklist?list=review", number);
        await Do(hospital, "Ask to cancel", ("Why, in words", "She moves away."));
        await Do(clinic, "Reject", ("Why, as a code", "other"), ("Why, in words", "We have no room."));
        await Expect(clinic.GetByRole(AriaRole.Alert)).ToContainTextAsync("not possible any more");
        await Expect(clinic.GetByText("The hospital asks to cancel: She moves away.")).ToBeVisibleAsync();
        var path = new Uri(hospital.Url).AbsolutePath;
        await Do(clinic, "Confirm the cancellation");
        await clinic.GotoAsync(path);
        await Expect(clinic.Locator(".badge").First).ToHaveTextAsync("Cancelled");
    }

    [Fact]
    public async Task A_report_is_read_with_its_picture_and_the_loop_is_closed()
    {
        var (hospital, clinic) = (await SignIn("Greta General"), await SignIn("Cora Coordinator"));
        var number = await Refer(hospital, "Reported", "M54.31");
        var path = new Uri(hospital.Url).AbsolutePath;
        await desk.Treat(path.Split('/')[^1]);

        await Open(hospital, "/hospital?list=report-unread", number);
        await clinic.GotoAsync(path);
        await Expect(clinic.GetByText("the hospital has not read it yet")).ToBeVisibleAsync();
        await hospital.GetByRole(AriaRole.Link, new() { Name = "Read the report" }).ClickAsync();
        await Expect(hospital.GetByRole(AriaRole.Img, new() { Name = "Pain, 0 to 10, before and after each of 5 visits: 7 at first, 0 in the end." })).ToBeVisibleAsync();
        await Expect(hospital.Locator(".report")).ToContainTextAsync("Less <b>tense</b>.");
        await hospital.AssertAccessible();

        await clinic.ReloadAsync();
        await Expect(clinic.GetByText("The hospital has it since")).ToBeVisibleAsync();
        await hospital.GotoAsync("/hospital?list=report-unread");
        await Expect(hospital.GetByRole(AriaRole.Link, new() { Name = number })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_file_of_the_hospital_and_the_report_are_kept_by_who_reads_them()
    {
        var (hospital, clinic) = (await SignIn("Greta General"), await SignIn("Cora Coordinator"));
        await Refer(hospital, "Filed", "M54.31");
        var path = new Uri(hospital.Url).AbsolutePath;
        byte[] scan = [.. "%PDF-1.4 the pages"u8];
        await desk.Attach(path.Split('/')[^1], "MRI of <the> spine", scan);
        await desk.Treat(path.Split('/')[^1]);

        await clinic.GotoAsync(path);
        var link = clinic.GetByRole(AriaRole.Link, new() { Name = "MRI of <the> spine" });
        var file = await clinic.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        Assert.EndsWith(".pdf", file.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal(scan, await File.ReadAllBytesAsync(await file.PathAsync()));
        await clinic.AssertAccessible();

        await hospital.GotoAsync($"{path}/report");
        var report = await hospital.RunAndWaitForDownloadAsync(() => hospital.GetByRole(AriaRole.Link, new() { Name = "As a PDF to file" }).ClickAsync());
        Assert.StartsWith("%PDF-1.4", await File.ReadAllTextAsync(await report.PathAsync()), StringComparison.Ordinal);

        var address = await link.GetAttributeAsync("href");
        var other = await SignIn("Leo Lakeside");
        await other.GotoAsync(address!);
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Hostile_text_is_shown_as_text()
    {
        const string hostile = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> \u202eright to left\u202c 💆";
        var (hospital, clinic) = (await SignIn("Greta General"), await SignIn("Cora Coordinator"));
        var errors = clinic.Errors();
        await Fill(hospital, "Hostile", "Z99.9");
        await hospital.GetByLabel("Requests to the therapist").FillAsync(hostile);
        var number = await Send(hospital);
        await Open(clinic, "/worklist?list=review", number);
        await Expect(clinic.Locator("blockquote")).ToHaveTextAsync(hostile);
        await Expect(clinic).ToHaveTitleAsync(new Regex("^Referral"));
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Neither_side_gets_at_the_others_pages_or_at_anothers_referrals()
    {
        var hospital = await SignIn("Greta General");
        await Refer(hospital, "Mine", "Z99.9");
        var path = new Uri(hospital.Url).AbsolutePath;
        await hospital.GotoAsync("/worklist");
        await Expect(hospital).ToHaveURLAsync(new Regex("/signin"));
        await hospital.GotoAsync("/");
        await Expect(hospital).ToHaveURLAsync(new Regex("/hospital$"));
        await Expect(hospital.GetByRole(AriaRole.Region, new() { Name = "What we sent last" }).GetByRole(AriaRole.Link)).Not.ToHaveCountAsync(0);
        var other = await SignIn("Leo Lakeside");
        await other.GotoAsync(path);
        await Expect(other.GetByRole(AriaRole.Heading, new() { Name = "There is nothing here" })).ToBeVisibleAsync();
        var clinic = await SignIn("Cora Coordinator");
        await clinic.GotoAsync("/hospital");
        await Expect(clinic).ToHaveURLAsync(new Regex("/signin"));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280), InlineData(ColorScheme.Dark, 390)]
    public async Task Every_page_is_accessible_and_fits_its_window(ColorScheme scheme, int width)
    {
        var (hospital, clinic) = (await SignIn("Greta General", scheme, width), await SignIn("Cora Coordinator", scheme, width));
        var number = await Refer(hospital, "Access", "Z99.9");
        foreach (var (page, path) in new[] { (hospital, "/hospital/new"), (clinic, "/worklist"), (clinic, "/worklist?list=no-slots"), (hospital, "/hospital") })
        {
            await page.GotoAsync(path);
            await page.AssertAccessible();
        }
        await Open(clinic, "/worklist?list=review", number);
        var address = new Uri(clinic.Url).AbsolutePath;
        await Do(clinic, "Ask the referrer", ("What is to be read", "Which side is it?"));
        await clinic.GotoAsync(address);
        foreach (var summary in await clinic.Locator("summary").AllAsync()) await summary.ClickAsync();
        await clinic.AssertAccessible();
        await Open(hospital, "/hospital", number);
        await hospital.AssertAccessible();
    }

    internal static async Task<string> Refer(IPage page, string family, string condition)
    {
        await Fill(page, family, condition);
        return await Send(page);
    }

    internal static async Task Fill(IPage page, string family, string condition)
    {
        await page.GotoAsync("/hospital/new");
        foreach (var (label, text) in new[] { ("Family name", family), ("Given name", "Mona"), ("Date of birth", "1970-05-04"), ("Condition", condition), ("Visits, 1", "6"), ("Insurer", "Harborview Health Plan"), ("Member number", "H-1") })
            await page.GetByLabel(label).FillAsync(text);
    }

    /// <summary>The order's number.</summary>
    static async Task<string> Send(IPage page)
    {
        var number = await page.Locator("input[name=orderNumber]").InputValueAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the referral" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Sent to the clinic");
        return number;
    }

    static async Task Open(IPage page, string list, string number)
    {
        await page.GotoAsync(list);
        // A hospital's own page names it twice: on its worklist, and among what it sent last.
        await page.GetByRole(AriaRole.Link, new() { Name = number }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = number })).ToBeVisibleAsync();
    }

    static async Task Do(IPage page, string deed, params (string Label, string Text)[] fields)
    {
        var form = page.Locator("details.deed").Filter(new() { Has = page.Locator("summary", new() { HasTextString = deed }) }).First;
        if (await form.GetAttributeAsync("open") is null) await form.Locator("summary").ClickAsync();
        foreach (var (label, text) in fields)
        {
            var field = form.GetByLabel(label.Replace('’', '\''));
            if (await field.EvaluateAsync<string>("e => e.tagName") is "SELECT") await field.SelectOptionAsync(text);
            else if (await field.EvaluateAsync<string>("e => e.tagName") is not "OUTPUT") await field.FillAsync(text);
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
