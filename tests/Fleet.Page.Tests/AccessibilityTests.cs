using Deque.AxeCore.Commons;
using Fleet.Page.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fleet.Page.Tests;

/// <summary>All views under axe, with the rules of WCAG 2.2 AA, in both colour schemes and on a narrow screen.</summary>
public sealed class AccessibilityTests(Browser browser) : PageTests(browser)
{
    private const string Everything = """{"type":"tag","values":["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}""";

    private const string Colours = """{"type":"rule","values":["color-contrast","link-in-text-block"]}""";

    private static readonly string[] s_views =
    [
        "?table=tickets&search=renamed", "?table=comments&size=5", "?table=tickets&row=103", "?changes=", "?table=tickets&row=999", "docs", "../../",
    ];

    private static readonly string s_script = new BundledAxeScriptProvider().GetScript();

    [Fact]
    public async Task Every_view_meets_the_rules()
    {
        InstancePage page = await OpenAsync(ColorScheme.Light, 1280);
        await CheckViewsAsync(page, Everything);

        await page.GoAsync("?table=customers&new=");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await CheckAsync(page, "a form with problems", Everything);
        await page.GoAsync("?table=comments&row=2");
        await page.Page.Locator("#delete").ClickAsync();
        await CheckAsync(page, "a question", Everything);
        await page.Page.Keyboard.PressAsync("Escape");
        await page.CallAsync("DELETE", $"/v1/env/instances/{page.Id}");
        await page.Page.ReloadAsync();
        await CheckAsync(page, "an ended instance", Everything);
    }

    [Fact]
    public async Task The_dark_colours_have_the_contrast() => await CheckViewsAsync(await OpenAsync(ColorScheme.Dark, 1280), Colours);

    [Fact]
    public async Task What_breaks_a_rule_is_found()
    {
        InstancePage page = await OpenAsync(ColorScheme.Light, 1280);
        await page.Page.EvaluateAsync(
            """
            () => {
                const text = Object.assign(document.createElement("p"), { textContent: "faint" });
                text.style.color = "#ddd";
                document.querySelector("main").append(document.createElement("img"), text);
            }
            """);

        Assert.Contains(await FindFaultsAsync(page, Everything), static fault => fault.StartsWith("image-alt: ", StringComparison.Ordinal));
        Assert.Contains(
            await FindFaultsAsync(page, Colours),
            static fault => fault.StartsWith("color-contrast: ", StringComparison.Ordinal) && fault.Contains("faint", StringComparison.Ordinal));
    }

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

    /// <summary>Opens a page of data with every kind of change. Its content security policy is off, since it would block the rules' script.</summary>
    private async Task<InstancePage> OpenAsync(ColorScheme scheme, int width)
    {
        InstancePage page = await OpenAsync(
            "helpdesk",
            "?changes=",
            task: "helpdesk_solve_ticket",
            options: new BrowserNewContextOptions
            {
                ColorScheme = scheme,
                ViewportSize = new() { Width = width, Height = 900 },
                BypassCSP = true,
                ReducedMotion = ReducedMotion.Reduce,
            });
        page.Expect(404, 410, 422);
        await page.CallAsync("PATCH", "tickets/103", """{"status":"solved","title":"Renamed"}""");
        await page.CallAsync("POST", "tickets", """{"title":"Added","category":"billing","customer_id":3}""");
        await page.CallAsync("DELETE", "comments/1");
        return page;
    }

    private async Task CheckViewsAsync(InstancePage page, string rules)
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

    // The rules run in the page itself. The package for Playwright opens a second page for each run, which takes longer than the rules do.
    private static async Task<string[]> FindFaultsAsync(InstancePage page, string rules)
    {
        await page.Page.EvaluateAsync(s_script);
        return await page.Page.EvaluateAsync<string[]>(
            """
            async (rules) => {
                const result = await axe.run({ runOnly: JSON.parse(rules), resultTypes: ["violations"] });
                const faults = result.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.html}`));
                return result.passes.length ? faults : [...faults, "no rule was applied"];
            }
            """,
            rules);
    }

    private static async Task CheckAsync(InstancePage page, string view, string rules)
    {
        string[] found = await FindFaultsAsync(page, rules);
        Assert.True(found.Length == 0, $"{view}: {string.Join(Environment.NewLine, found)}");
    }
}
