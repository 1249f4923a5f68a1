using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ClinicNetwork.Tests.Operations;

/// <summary>One Chromium for the tests of a class; each page is a visitor of its own.</summary>
public sealed class RunningBrowser : IAsyncLifetime
{
    IPlaywright playwright = null!;
    IBrowser browser = null!;

    public async Task InitializeAsync()
    {
        // A machine that runs all tests at once is slow: what has to come may take its time.
        Assertions.SetDefaultExpectTimeout(40_000);
        playwright = await Playwright.CreateAsync();
        browser = await Chromium.Launch(playwright);
    }

    public async Task DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    public async Task<IPage> Open(Uri address, ColorScheme scheme = ColorScheme.Light, int width = 1280, bool javaScript = true)
    {
        var context = await browser.NewContextAsync(new() { BaseURL = address.ToString(), ColorScheme = scheme, JavaScriptEnabled = javaScript, ViewportSize = new() { Width = width, Height = 900 } });
        return await context.NewPageAsync();
    }
}

/// <summary>What is looked at on every page.</summary>
static class Looked
{
    /// <summary>axe finds nothing (WCAG 2.2 AA), and the page fits its window.</summary>
    public static async Task AssertAccessible(this IPage page)
    {
        var found = await page.RunAxe();
        Assert.True(found.Violations.Length == 0, $"{page.Url}\n" + string.Join("\n", found.Violations.Select(v =>
            $"{v.Id}: {v.Help} {string.Join(" | ", v.Nodes.Select(n => $"{n.Target} {string.Join(' ', n.Any.Select(a => a.Message))}"))}")));
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > window.innerWidth"), $"{page.Url} scrolls sideways");
    }

    /// <summary>What the browser complains about, such as a content security policy that something breaks.</summary>
    public static List<string> Errors(this IPage page)
    {
        var errors = new List<string>();
        page.Console += (_, message) => { if (message.Type == "error") errors.Add(message.Text); };
        page.PageError += (_, error) => errors.Add(error);
        return errors;
    }
}
