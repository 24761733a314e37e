using System.Text.RegularExpressions;
using Fleet.Page.Tests.Support;
using Fleet.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fleet.Page.Tests;

/// <summary>Changes that others make meanwhile: since the seed, at the same time, and the end of the instance and of the server.</summary>
public sealed class OthersTests(Browser browser) : PageTests(browser)
{
    [Fact]
    public async Task What_differs_from_the_seed_is_marked()
    {
        InstancePage page = await OpenAsync("helpdesk", "?changes=");
        await Expect(page.Page.Locator("#no-changes")).ToBeVisibleAsync();
        await page.CallAsync("PATCH", "tickets/103", """{"status":"solved"}""");
        await page.CallAsync("POST", "tickets", """{"title":"Added","category":"billing","customer_id":3}""");
        await page.CallAsync("DELETE", "comments/1");

        await page.GoAsync("?table=tickets");
        await Expect(page.Row("103")).ToHaveAttributeAsync("data-state", "modified");
        await Expect(page.Row("103").Locator("td[data-column=status]")).ToHaveTextAsync("solvedwas open");
        await Expect(page.Row("104")).ToHaveAttributeAsync("data-state", "unchanged");
        await Expect(page.Row("128")).ToHaveAttributeAsync("data-state", "added");
        await Expect(page.Page.Locator("#table-tickets")).ToHaveAttributeAsync("data-changes", "2");

        await page.Row("103").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Page.Locator("#field-status-before")).ToContainTextAsync("Changed since the seed. Before: open");
        await Expect(page.Page.Locator(".field[data-state=modified]")).ToHaveCountAsync(1);
        await page.Page.Locator("#field-status-put-back").ClickAsync();
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Page.Locator("#field-status-before")).ToHaveCountAsync(0);

        await page.Page.Locator("#changes-link").ClickAsync();
        await Expect(page.Page.Locator("main section[data-table=tickets] tr[data-state=added]")).ToContainTextAsync("Added");
        await Expect(page.Page.Locator("main section[data-table=comments] tr[data-state=removed]")).ToContainTextAsync("deleted");
        await Expect(page.Page.Locator("#changes-link")).ToHaveAttributeAsync("data-changes", "2");
    }

    [Fact]
    public async Task A_change_of_somebody_else_is_never_undone_unseen()
    {
        InstancePage page = await OpenAsync("helpdesk", "?table=tickets&row=103");
        page.Expect(412);
        await page.CallAsync("PATCH", "tickets/103", """{"priority":"urgent","status":"pending"}""");
        await page.Field("status").SelectOptionAsync("solved");
        await page.Page.Locator("#save").ClickAsync();

        await Expect(page.Notice).ToContainTextAsync("Somebody else changed this row while you were at it");
        await Expect(page.Page.Locator("#conflict li[data-column=status]")).ToHaveTextAsync("status: from open to pending, you: solved");
        await Expect(page.Page.Locator("#conflict li[data-column=priority]")).ToHaveTextAsync("priority: from normal to urgent");
        Assert.Contains("\"status\":\"pending\"", await page.CallAsync("GET", "tickets/103"), StringComparison.Ordinal);
        await page.Page.Locator("#save-over").ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("Saved tickets 103: status.");
        Assert.Contains("\"status\":\"solved\",\"priority\":\"urgent\"", await page.CallAsync("GET", "tickets/103"), StringComparison.Ordinal);

        await page.CallAsync("PATCH", "tickets/103", """{"priority":"low"}""");
        await page.Page.Locator("#delete").ClickAsync();
        await page.Page.Locator("#confirm-yes").ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("It was not deleted. They changed:");
        await page.Page.Locator("#take-theirs").ClickAsync();
        await Expect(page.Field("priority")).ToHaveValueAsync("low");
    }

    [Fact]
    public async Task A_row_that_somebody_else_deleted_is_not_brought_back()
    {
        InstancePage page = await OpenAsync("helpdesk", "?table=comments&row=1");
        page.Expect(404);
        await page.CallAsync("DELETE", "comments/1");
        await page.Field("body").FillAsync("Too late");
        await page.Page.Locator("#save").ClickAsync();

        await Expect(page.Notice).ToContainTextAsync("Somebody else deleted this row");
        await Expect(page.Field("body")).ToHaveValueAsync("Too late");
    }

    [Fact]
    public async Task The_end_of_the_instance_is_told_in_words()
    {
        InstancePage page = await OpenAsync("helpdesk", "?table=tickets&row=103");
        page.Expect(410);
        await page.Field("status").SelectOptionAsync("solved");
        await page.CallAsync("DELETE", $"/v1/env/instances/{page.Id}");
        await page.Page.Locator("#save").ClickAsync();

        await Expect(page.Notice).ToContainTextAsync("This instance has ended");
        await Expect(page.Notice).ToContainTextAsync("closed by the caller");
        IResponse? again = await page.Page.ReloadAsync();
        Assert.Equal(410, again!.Status);
        await Expect(page.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("This instance has ended");
        await Expect(page.Page.Locator("#message")).ToHaveTextAsync($"Instance '{page.Id}' has ended: closed by the caller");
    }

    [Fact]
    public async Task A_server_that_is_gone_is_told_in_words_and_nothing_typed_is_lost()
    {
        Assert.SkipUnless(Browser.IsThere, Browser.Missing);
        await using LocalServerProcess server = await Browser.StartServerAsync();
        InstancePage page = await OpenAsync("helpdesk", "?table=tickets&row=103", server: server);
        page.Expect(0);
        await page.Field("title").FillAsync("Typed with care");
        await server.KillAsync();
        await page.Page.Locator("#save").ClickAsync();

        await Expect(page.Notice).ToContainTextAsync("The server does not answer");
        await Expect(page.Field("title")).ToHaveValueAsync("Typed with care");
        await Expect(page.Page.Locator("#save")).ToBeEnabledAsync();
        await page.Page.Locator("#table-agents").ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("The server does not answer");
        await Expect(page.Page.Locator("#retry")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_task_can_be_chosen_and_stays_with_the_address()
    {
        InstancePage page = await OpenAsync("helpdesk");
        TaskCompletionSource followed = new();
        await page.Page.RouteAsync("**/raw/agents?*", async route =>
        {
            await followed.Task;
            await route.ContinueAsync();
        });
        await page.Page.GetByLabel("Show one").SelectOptionAsync("helpdesk_solve_ticket");
        await Expect(page.Page.Locator("#task-prompt")).ToContainTextAsync("Noah Whitfield");
        await Expect(page.Page.Locator("#table-tickets")).ToHaveAttributeAsync("href", new Regex("task=helpdesk_solve_ticket"));
        followed.SetResult();
        await page.Page.Locator("#table-tickets").ClickAsync();
        await page.Row("101").GetByRole(AriaRole.Link).First.ClickAsync();
        await page.Page.ReloadAsync();

        await Expect(page.Page.Locator("#task-key")).ToHaveTextAsync("helpdesk_solve_ticket");
        await Expect(page.Heading).ToContainTextAsync("tickets 101");
    }
}
