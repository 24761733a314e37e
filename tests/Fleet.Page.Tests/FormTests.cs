using System.Text.Json.Nodes;
using Fleet.Page.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fleet.Page.Tests;

/// <summary>The form of a row: its controls, its messages, adding and deleting.</summary>
public sealed class FormTests(Browser browser) : PageTests(browser)
{
    [Fact]
    public async Task What_is_wrong_is_said_beside_the_field()
    {
        InstancePage page = await OpenAsync("library", "?table=books&new=");
        page.Expect(409, 422);
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Problem("title")).ToHaveTextAsync("A value is required.");
        await Expect(page.Problem("author_id")).ToHaveTextAsync("A value is required.");
        await Expect(page.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Not saved: 2 problems");
        Assert.Equal("field-title", await page.FocusedAsync());

        await page.Field("title").FillAsync("  ");
        await page.Field("author_id").FillAsync("1");
        await page.Field("pages").FillAsync("many");
        await page.Field("price").FillAsync("cheap");
        await page.Field("published").FillAsync("2025-02-30");
        await page.Field("bought_at").FillAsync("yesterday");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Problem("pages")).ToHaveTextAsync("Enter a whole number.");
        await Expect(page.Problem("price")).ToHaveTextAsync("Enter a number such as 12.5.");
        await Expect(page.Problem("bought_at")).ToHaveTextAsync("Enter a time such as 2025-09-19T16:30:00Z.");
        await Expect(page.Problem("published")).ToHaveTextAsync("Enter a date such as 2025-09-19.");
        await Expect(page.Field("pages")).ToHaveAttributeAsync("aria-invalid", "true");

        await page.Field("pages").FillAsync("10000");
        await page.Field("price").FillAsync("1.5");
        await page.Field("published").FillAsync("");
        await page.Field("bought_at").FillAsync("");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Page.Locator("#problems")).ToContainTextAsync("This breaks the rule length(trim(title)) > 0.");
        await page.Field("title").FillAsync("New");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Problem("pages")).ToHaveTextAsync("This breaks the rule pages BETWEEN 1 AND 9999.");
        await Expect(page.Problem("title")).ToBeHiddenAsync();

        await page.Field("pages").FillAsync("10");
        await page.Field("isbn").FillAsync("isbn-00001");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Problem("isbn")).ToHaveTextAsync("Another row of books has this isbn.");
        await page.Field("isbn").FillAsync("new");
        await page.Field("author_id").FillAsync("4711");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Problem("author_id")).ToHaveTextAsync("authors has no row with id = 4711.");
        Assert.Equal("field-author_id", await page.FocusedAsync());
        await page.Page.Locator("#problems").GetByRole(AriaRole.Link).ClickAsync();
        Assert.Equal("field-author_id", await page.FocusedAsync());

        await page.Field("author_id").FillAsync("7");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("Added books 10001.");
        await Expect(page.Heading).ToContainTextAsync("books 10001 New");
    }

    [Fact]
    public async Task Each_kind_of_column_has_its_control_and_only_what_was_changed_is_sent()
    {
        InstancePage page = await OpenAsync("library", "?table=books&row=1");
        JsonNode before = JsonNode.Parse(await page.CallAsync("GET", "books/1"))!;
        await Expect(page.Page.GetByText("3 bytes")).ToBeVisibleAsync();
        await Expect(page.Field("barcode")).ToHaveValueAsync("9007199254740994");
        Assert.Equal("TEXTAREA", await page.Field("summary").EvaluateAsync<string>("e => e.tagName"));
        string[] values = await page.Field("genre").EvaluateAsync<string[]>("e => [...e.options].map(o => o.value)");
        Assert.Equal(["null"], values.Except(["novel", "poetry", "science"]).DefaultIfEmpty("null"));

        await page.Field("barcode").FillAsync("9223372036854775807");
        await page.Field("pages").FillAsync("");
        await page.Field("genre").SelectOptionAsync("science");
        await page.Field("bought_at").FillAsync("2031-12-31T23:59:59Z");
        await page.Page.GetByRole(AriaRole.Group).Or(page.Page.Locator(".field[data-column=summary]")).GetByLabel("null").First.CheckAsync();
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("Saved books 1: genre, pages, bought_at, summary, barcode.");

        JsonNode after = JsonNode.Parse(await page.CallAsync("GET", "books/1"))!;
        before["barcode"] = 9223372036854775807;
        before["pages"] = null;
        before["genre"] = "science";
        before["bought_at"] = "2031-12-31T23:59:59Z";
        before["summary"] = null;
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        await Expect(page.Field("barcode")).ToHaveValueAsync("9223372036854775807");

        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("Nothing was changed, so there is nothing to save.");
        await page.Page.Locator("#field-pages-put-back").ClickAsync();
        await Expect(page.Field("pages")).ToHaveValueAsync("2");
    }

    [Fact]
    public async Task A_reference_to_many_rows_is_found_by_typing()
    {
        InstancePage page = await OpenAsync("library", "?table=books&row=1");

        await page.Field("author_id").FillAsync("");
        await page.Field("author_id").PressSequentiallyAsync("author 123");

        await Expect(page.Page.Locator("#field-author_id-list option")).ToHaveCountAsync(1);
        await Expect(page.Page.Locator("#field-author_id-list option")).ToHaveAttributeAsync("value", "123");
        await Expect(page.Page.Locator("#field-author_id-list option")).ToHaveAttributeAsync("label", "Author 123");
    }

    [Fact]
    public async Task A_row_is_deleted_only_when_that_is_confirmed()
    {
        InstancePage page = await OpenAsync("library", "?table=books&row=1");
        page.Expect(409);
        ILocator dialog = page.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete books 1?" });
        await page.Page.Locator("#delete").ClickAsync();
        await Expect(dialog).ToBeVisibleAsync();
        Assert.Equal("confirm-no", await page.FocusedAsync());
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal("delete", await page.FocusedAsync());
        await page.CallAsync("GET", "books/1");

        await page.Page.Locator("#delete").ClickAsync();
        await page.Page.Locator("#confirm-yes").ClickAsync();
        await Expect(page.Page.Locator("#problems")).ToContainTextAsync("It cannot be deleted or renumbered: rows of loans refer to this one (loans.book_id).");

        await page.GoAsync("?table=books&row=5000");
        await page.Page.Locator("#delete").ClickAsync();
        await page.Page.Locator("#confirm-yes").ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("Deleted books 5000.");
        await Expect(page.Heading).ToHaveTextAsync("books");
        await Expect(page.Page.Locator("#deleted-rows tr[data-key='5000']")).ToContainTextAsync("Book 05000");
    }

    [Fact]
    public async Task What_was_typed_is_still_there_after_going_elsewhere()
    {
        InstancePage page = await OpenAsync("library", "?table=books&row=7");
        await page.Field("title").FillAsync("Half a thought");
        await page.Page.Locator("#table-authors").ClickAsync();
        await Expect(page.Heading).ToHaveTextAsync("authors");
        await page.Page.GoBackAsync();

        await Expect(page.Field("title")).ToHaveValueAsync("Half a thought");
        await Expect(page.Notice).ToContainTextAsync("What you typed here before has not been saved.");
        await page.Page.Locator("#discard").ClickAsync();
        await Expect(page.Field("title")).ToHaveValueAsync("Book 00007");
        await page.Field("title").FillAsync("Another");
        await page.Page.Locator("#cancel").ClickAsync();
        await Expect(page.Heading).ToHaveTextAsync("books");
        await page.Page.GoBackAsync();
        await Expect(page.Field("title")).ToHaveValueAsync("Book 00007");
    }
}
