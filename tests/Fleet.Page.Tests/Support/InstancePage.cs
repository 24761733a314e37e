using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Testing;
using Microsoft.Playwright;

namespace Fleet.Page.Tests.Support;

/// <summary>
/// The page of a new instance in its own window. It may send no request to another server, and log no error but the failed calls that the test
/// expects.
/// </summary>
internal sealed class InstancePage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly HttpClient _http;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _strangers = new();
    private readonly HashSet<int> _expected = [];

    private InstancePage(IBrowserContext context, IPage page, HttpClient http, string id)
    {
        _context = context;
        _http = http;
        Page = page;
        Id = id;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
        context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(http.BaseAddress!.AbsoluteUri, StringComparison.Ordinal))
            {
                _strangers.Enqueue(request.Url);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>The instance.</summary>
    public string Id { get; }

    /// <summary>The message at the top of the page.</summary>
    public ILocator Notice => Page.Locator("#notice");

    /// <summary>The heading of the view.</summary>
    public ILocator Heading => Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <summary>Makes an instance and opens its page.</summary>
    public static async Task<InstancePage> OpenAsync(
        Browser browser, string env, string address = "", string? task = null, BrowserNewContextOptions? options = null, LocalServerProcess? server = null)
    {
        IBrowserContext context = await browser.OpenAsync(options ?? new BrowserNewContextOptions { ViewportSize = new() { Width = 1280, Height = 900 } });
        HttpClient http = new() { BaseAddress = (server ?? browser.Server).Uri };
        using HttpResponseMessage made = await http.PostAsJsonAsync("/v1/env/instances", new { env_key = env, task_id = task });
        string id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["instance_id"]!;
        InstancePage page = new(context, await context.NewPageAsync(), http, id);
        await page.GoAsync(address);
        return page;
    }

    /// <summary>Loads an address of the instance and waits until it is shown.</summary>
    public async Task GoAsync(string address)
    {
        await Page.GotoAsync(new Uri(_http.BaseAddress!, $"/i/{Id}/{address}").AbsoluteUri);
        await SettleAsync();
    }

    /// <summary>Waits until the view is complete.</summary>
    public Task SettleAsync() => Page.Locator("main[aria-busy=false]").WaitForAsync();

    /// <summary>Expects calls to be answered with a status that browsers log as an error.</summary>
    public void Expect(params IEnumerable<int> statuses) => _expected.UnionWith(statuses);

    /// <summary>The control of a column.</summary>
    public ILocator Field(string column) => Page.Locator($"#field-{column}");

    /// <summary>The message beside a field.</summary>
    public ILocator Problem(string column) => Page.Locator($"#field-{column}-problem");

    /// <summary>A row of a list.</summary>
    public ILocator Row(string key) => Page.Locator($"tr[data-key='{key}']");

    /// <summary>Calls the instance as another client.</summary>
    /// <returns>The answer's body.</returns>
    public async Task<string> CallAsync(string method, string path, string? json = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path.StartsWith('/') ? path : $"/i/{Id}/raw/{path}");
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.SendAsync(request);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return body;
    }

    /// <summary>Moves the focus with the Tab key alone.</summary>
    public async Task TabToAsync(string id)
    {
        for (int i = 0; i < 300; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await FocusedAsync() == id)
            {
                return;
            }
        }

        Assert.Fail($"'{id}' cannot be reached with the Tab key");
    }

    /// <summary>The id of the focused element.</summary>
    public Task<string> FocusedAsync() => Page.EvaluateAsync<string>("() => document.activeElement?.id ?? ''");

    /// <summary>Fails the test when the page sent or logged what it must not.</summary>
    public void CheckQuiet()
    {
        Assert.Empty(_strangers);
        Assert.DoesNotContain(_errors, error => !_expected.Any(status => error.Contains(
            status == 0 ? "net::ERR_" : $"status of {status} ", StringComparison.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _http.Dispose();
    }
}
