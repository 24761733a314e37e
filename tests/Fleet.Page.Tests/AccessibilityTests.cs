using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Fleet.Page.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fleet.Page.Tests;

/// <summary>All views under axe, with the rules of WCAG 2.2 AA, in both colour schemes and on a narrow screen.</summary>
public sealed class AccessibilityTests(Browser browser) : PageTests(browser)
{
    private static readonly string[] s_views =
    [
        "?table=tickets&search=renamed", "?table=comments&size=5", "?table=tickets&row=103", "?changes=", "?table=tickets&row=999", "docs", "../../",
    ];

    private static readonly RunOnlyOptions s_everything = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

    private static readonly RunOnlyOptions s_colours = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block"] };

    [Fact]
    public async Task Every_view_meets_the_rules()
    {
        InstancePage page = await OpenAsync(ColorScheme.Light, 1280);
        await CheckViewsAsync(page, s_everything);

        await page.GoAsync("?table=customers&new=");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CheckAsync(page, "a form with problems", s_everything);
        await page.GoAsync("?table=comments&row=2");
        await page.Page.Locator("#delete").ClickAsync();
        await CheckAsync(page, "a question", s_everything);
        await page.Page.Keyboard.PressAsync("Escape");
        await page.CallAsync("DELETE", $"/v1/env/instances/{page.Id}");
        await page.Page.ReloadAsync();
        await CheckAsync(page, "an ended instance", s_everything);
    }

    [Fact]
    public async Task The_dark_colours_have_the_contrast() => await CheckViewsAsync(await OpenAsync(ColorScheme.Dark, 1280), s_colours);

    [Fact]
    public async Task No_view_is_wider_than_the_narrowest_window()
    {
        InstancePage page = await OpenAsync(ColorScheme.Light, 320);
        foreach (string view in s_views)
        {
            await ShowAsync(page, view);
            Assert.True(await page.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), view);
        }
    }

    [Fact]
    public async Task Every_control_has_a_name_that_stays()
    {
        InstancePage page = await OpenAsync("library", "?table=books&row=1");

        string[] nameless = await page.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("a[href], button, input:not([aria-hidden]), select, textarea")]
                .filter((e) => !e.id || document.querySelectorAll("#" + CSS.escape(e.id)).length !== 1)
                .filter((e) => !e.closest("td, .crumbs, .related .head"))
                .map((e) => e.outerHTML)
            """);
        Assert.Empty(nameless);
        await page.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("skip", await page.FocusedAsync());
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("content", await page.FocusedAsync());
    }

    /// <summary>A page of data that was changed in every way. Its policy is set aside: it would keep the rules' own script out.</summary>
    private async Task<InstancePage> OpenAsync(ColorScheme scheme, int width)
    {
        InstancePage page = await OpenAsync(
            "helpdesk",
            "?changes=",
            task: "helpdesk_solve_ticket",
            options: new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, BypassCSP = true, ReducedMotion = ReducedMotion.Reduce });
        page.Expect(404, 410, 422);
        await page.CallAsync("PATCH", "tickets/103", """{"status":"solved","title":"Renamed"}""");
        await page.CallAsync("POST", "tickets", """{"title":"Added","category":"billing","customer_id":3}""");
        await page.CallAsync("DELETE", "comments/1");
        return page;
    }

    private async Task CheckViewsAsync(InstancePage page, RunOnlyOptions rules)
    {
        foreach (string view in s_views)
        {
            await ShowAsync(page, view);
            await CheckAsync(page, view, rules);
        }
    }

    private Task ShowAsync(InstancePage page, string view) => view.StartsWith('?')
        ? page.GoAsync(view)
        : page.Page.GotoAsync(new Uri(new Uri(Browser.Server.Uri, $"/i/{page.Id}/"), view).AbsoluteUri);

    private static async Task CheckAsync(InstancePage page, string view, RunOnlyOptions rules)
    {
        AxeResult result = await page.Page.RunAxe(new AxeRunOptions { RunOnly = rules, ResultTypes = [ResultType.Violations] });
        Assert.True(
            result.Violations.Length == 0,
            $"{view}: " + string.Join(Environment.NewLine, result.Violations.SelectMany(static rule => rule.Nodes.Select(node => $"{rule.Id}: {rule.Help}: {node.Html}"))));
        Assert.NotEmpty(result.Passes);
    }
}
