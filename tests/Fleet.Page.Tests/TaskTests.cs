using Fleet.Client;
using Fleet.Page.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fleet.Page.Tests;

/// <summary>A person's whole way through a task of helpdesk, to the full score.</summary>
public sealed class TaskTests(Browser browser) : PageTests(browser)
{
    private const string Solve = "helpdesk_solve_ticket";
    private const string Reply = "helpdesk_reply_to_customer";

    [Fact]
    public async Task A_ticket_is_solved_with_the_keyboard_alone()
    {
        InstancePage page = await OpenAsync("helpdesk", task: Solve);
        IKeyboard keyboard = page.Page.Keyboard;
        await Expect(page.Page.Locator("#task-prompt"))
            .ToContainTextAsync("Set the ticket 'Password reset email never arrives' to status solved and priority low");

        await page.TabToAsync("table-tickets");
        await keyboard.PressAsync("Enter");
        await Expect(page.Heading).ToHaveTextAsync("tickets");
        await page.TabToAsync("search");
        await keyboard.TypeAsync("password reset never");
        await keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator("#range")).ToHaveTextAsync("1–1 of 1 row");
        await page.TabToAsync("open-tickets-101");
        await keyboard.PressAsync("Enter");
        await Expect(page.Heading).ToHaveTextAsync("tickets 101 Password reset email never arrives");
        await page.TabToAsync("field-status");
        await keyboard.TypeAsync("solved");
        await page.TabToAsync("field-priority");
        await keyboard.TypeAsync("low");
        await page.TabToAsync("save");
        await keyboard.PressAsync("Enter");

        await Expect(page.Notice).ToContainTextAsync("Saved tickets 101: status, priority.");
        Assert.Equal("save", await page.FocusedAsync());
        Assert.Equal(1.0, await ScoreAsync(page, Solve));
    }

    [Fact]
    public async Task A_ticket_is_solved_with_the_mouse()
    {
        InstancePage page = await OpenAsync("helpdesk", task: Solve);

        await page.Page.GetByRole(AriaRole.Navigation, new() { Name = "Tables" }).GetByRole(AriaRole.Link, new() { Name = "tickets" }).ClickAsync();
        await page.Row("101").GetByText("Password reset email never arrives").ClickAsync();
        await page.Page.GetByLabel("status").SelectOptionAsync("solved");
        await page.Page.GetByLabel("priority").SelectOptionAsync("low");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(page.Notice).ToContainTextAsync("Saved tickets 101");
        Assert.Equal(1.0, await ScoreAsync(page, Solve));
    }

    [Fact]
    public async Task A_customer_gets_a_reply_from_the_ticket()
    {
        InstancePage page = await OpenAsync("helpdesk", task: Reply);
        await page.Page.Locator("#table-tickets").ClickAsync();
        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync("refund duplicate");
        await page.Row("109").GetByRole(AriaRole.Link).First.ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Add to comments" }).ClickAsync();
        await Expect(page.Page.GetByLabel("ticket_id required")).ToHaveValueAsync("109");
        await page.Page.GetByLabel("agent_id").SelectOptionAsync(new SelectOptionValue { Label = "Priya Raman #1" });
        await page.Page.GetByLabel("body required")
            .FillAsync("Hello Samuel, the duplicate charge has been refunded. It takes up to five working days to reach your card.");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("Added comments ");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Open tickets 109" }).ClickAsync();
        await Expect(page.Page.Locator("#related tr[data-state=added]")).ToContainTextAsync("Hello Samuel");
        await page.Page.GetByLabel("status").SelectOptionAsync("pending");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(page.Notice).ToContainTextAsync("Saved tickets 109: status.");
        Assert.Equal(1.0, await ScoreAsync(page, Reply));
    }

    private async Task<double?> ScoreAsync(InstancePage page, string key)
    {
        using FleetClient client = new(new FleetClientOptions { Uri = Browser.Server.Uri, Credential = FleetCredential.ApiKey("any") });
        FleetTask task = await client.Tasks.GetAsync(key, cancellationToken: TestContext.Current.CancellationToken);
        FleetInstance instance = await client.Instances.GetAsync(page.Id, TestContext.Current.CancellationToken);
        FleetVerification verification = await client.Verifiers.VerifyAsync(task, instance, cancellationToken: TestContext.Current.CancellationToken);
        return verification.Score;
    }
}
