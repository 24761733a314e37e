using System.Text.RegularExpressions;
using Fleet.Page.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fleet.Page.Tests;

/// <summary>The rows of a table: 10,000 of them.</summary>
public sealed partial class ListTests(Browser browser) : PageTests(browser)
{
    [Fact]
    public async Task Rows_are_searched_sorted_and_paged()
    {
        InstancePage page = await OpenAsync("library", "?table=books");
        ILocator range = page.Page.Locator("#range");
        ILocator rows = page.Page.Locator("#rows tbody tr");
        await Expect(range).ToHaveTextAsync("1–50 of 10,000 rows");
        await Expect(page.Page.Locator("#table-books")).ToHaveAttributeAsync("data-rows", "10000");

        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Expect(range).ToHaveTextAsync("51–100 of 10,000 rows");
        await Expect(rows.First).ToHaveAttributeAsync("data-key", "51");
        await page.Page.GetByLabel("Page", new() { Exact = true }).FillAsync("200");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(rows.Last).ToHaveAttributeAsync("data-key", "10000");
        await Expect(page.Page.Locator("#next-page")).ToHaveAttributeAsync("aria-disabled", "true");

        await page.Page.Locator("#sort-price").ClickAsync();
        await Expect(rows.First).ToHaveAttributeAsync("data-key", "1");
        await page.Page.Locator("#sort-price").ClickAsync();
        await Expect(rows.First).ToHaveAttributeAsync("data-key", "10000");
        await Expect(page.Page.Locator("th[data-column=price]")).ToHaveAttributeAsync("aria-sort", "descending");

        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync("book 0012 poetry");
        await Expect(range).ToHaveTextAsync("1–4 of 4 rows");
        Assert.Equal("search", await page.FocusedAsync());
        await Expect(page.Page).ToHaveURLAsync(SearchAddress());
        await Expect(page.Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("books: 4 rows with book 0012 poetry");

        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync("no such thing");
        await Expect(page.Page.Locator("#no-rows")).ToHaveTextAsync("No row matches.");
        await page.GoAsync("?table=books&page=300");
        await Expect(page.Page.Locator("#no-rows")).ToHaveTextAsync("There is no such page.");
        await page.GoAsync("?table=books&size=500");
        await Expect(rows).ToHaveCountAsync(500);
    }

    [Fact]
    public async Task Who_types_before_the_rows_are_there_goes_on_typing()
    {
        InstancePage page = await OpenAsync("library", "?table=loans");
        await Expect(page.Heading).ToHaveTextAsync("loans");
        TaskCompletionSource typed = new();
        await page.Page.RouteAsync("**/raw/books?*", async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });

        await page.Page.Locator("#table-books").ClickAsync();
        await page.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search books" }).FocusAsync();
        await page.Page.Keyboard.TypeAsync("book 0012 ");
        typed.SetResult();
        await Expect(page.Page.Locator("#content")).ToHaveAttributeAsync("aria-busy", "false");
        await page.Page.Keyboard.TypeAsync("poetry");

        await Expect(page.Page.Locator("#range")).ToHaveTextAsync("1–4 of 4 rows");
        Assert.Equal("search", await page.FocusedAsync());
    }

    [Fact]
    public async Task Each_place_has_an_address_and_the_way_back_leads_to_where_one_was()
    {
        InstancePage page = await OpenAsync("library", "?table=books&search=book&sort=title&order=desc&page=2");
        await page.Row("9945").GetByRole(AriaRole.Link).First.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Heading).ToHaveTextAsync("books 9945 Book 09945");
        string row = page.Page.Url;

        await page.Page.GoBackAsync();
        await Expect(page.Page.Locator("#range")).ToHaveTextAsync("51–100 of 9,999 rows");
        Assert.Equal("open-books-9945", await page.FocusedAsync());
        await Expect(page.Page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("book");

        await page.Page.GoForwardAsync();
        await Expect(page.Heading).ToHaveTextAsync("books 9945 Book 09945");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "← books" }).ClickAsync();
        await Expect(page.Page.Locator("#range")).ToHaveTextAsync("51–100 of 9,999 rows");
        await page.Page.GotoAsync(row);
        await Expect(page.Field("title")).ToHaveValueAsync("Book 09945");
        await Expect(page.Page).ToHaveTitleAsync("books 9945 Book 09945 · library");
    }

    [Fact]
    public async Task References_are_links_and_lead_back_to_the_rows_that_refer()
    {
        InstancePage page = await OpenAsync("library", "?table=books&row=9945");

        await Expect(page.Page.Locator("#field-author_id-open")).ToHaveTextAsync("Open authors 46");
        await page.Page.Locator("#field-author_id-open").ClickAsync();
        await Expect(page.Heading).ToHaveTextAsync("authors 46 Author 046");
        await page.Page.GetByRole(AriaRole.Region, new() { Name = "books by author_id (34)", Exact = true })
            .GetByRole(AriaRole.Link, new() { Name = "Show all" }).ClickAsync();
        await Expect(page.Page.Locator("#range")).ToHaveTextAsync("1–34 of 34 rows");
        await Expect(page.Row("45").Locator("td[data-column=author_id]")).ToHaveTextAsync("Author 046 #46");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Add row" }).ClickAsync();
        await Expect(page.Field("author_id")).ToHaveValueAsync("46");
        await page.Page.GoBackAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Remove the filter author_id = 46" }).ClickAsync();
        await Expect(page.Page.Locator("#range")).ToHaveTextAsync("1–50 of 10,000 rows");
    }

    [Fact]
    public async Task Data_is_text_wherever_it_is_shown()
    {
        InstancePage page = await OpenAsync("library", "?table=books");
        await Expect(page.Row("2").Locator("td[data-column=title]")).ToHaveTextAsync("<script>window.hacked = 1</script>");
        await Expect(page.Row("3").Locator("td[data-column=author_id]")).ToHaveTextAsync("<a href=\"javascript:window.hacked = 1\">x</a> #4");

        await page.Row("3").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Field("title")).ToHaveValueAsync("\"><img src=x onerror=\"window.hacked = 1\">");
        await page.Field("title").FillAsync("</title><script>window.hacked = 1</script>");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Page.Locator("#field-title-before del")).ToHaveTextAsync("\"><img src=x onerror=\"window.hacked = 1\">");

        await page.Page.Locator("nav.tables").GetByText("<b>odd</b> & \"name/1").ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "<script>window.hacked = 1</script>", Exact = true }).ClickAsync();
        await Expect(page.Heading).ToContainTextAsync("<b>odd</b> & \"name/1 <script>window.hacked = 1</script>");
        await page.Page.GetByLabel("on click=").FillAsync("x");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("Saved <b>odd</b> & \"name/1 <script>window.hacked = 1</script>: on click=.");
        await page.Page.Locator("#changes-link").ClickAsync();
        await Expect(page.Heading).ToHaveTextAsync("Changes since the seed");

        Assert.False(await page.Page.EvaluateAsync<bool>("() => 'hacked' in window"));
        Assert.Equal(1, await page.Page.Locator("script").CountAsync());
        Assert.Equal(0, await page.Page.Locator("main img, main svg, main b, main i").CountAsync());
    }

    [Fact]
    public async Task Keys_of_any_text_have_addresses()
    {
        InstancePage page = await OpenAsync("library", "?table=loans");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "1, Ann, of \"York\"", Exact = true }).ClickAsync();
        await page.Field("note").FillAsync("back");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("Saved loans 1, Ann, of \"York\": note.");
        Assert.Contains("\"note\":\"back\"", await page.CallAsync("GET", "loans/1,Ann%2C%20of%20%22York%22"), StringComparison.Ordinal);

        await page.GoAsync("?table=log");
        await page.Row("1").GetByRole(AriaRole.Link).ClickAsync();
        await page.Field("line").FillAsync("begun");
        await page.Page.Locator("#save").ClickAsync();
        await Expect(page.Notice).ToContainTextAsync("Saved log 1: line.");

        page.Expect(404);
        await page.GoAsync("?table=books&row=99999");
        await Expect(page.Page.Locator("#no-such-row")).ToHaveTextAsync("books has no row 99999. It may have been deleted.");
        await page.GoAsync("?table=nothing");
        await Expect(page.Heading).ToHaveTextAsync("No such table");
    }

    [GeneratedRegex("search=book\\+0012\\+poetry&sort=price&order=desc$")]
    private static partial Regex SearchAddress();
}
