using Fleet.Testing;
using Microsoft.Playwright;

namespace Fleet.Page.Tests.Support;

/// <summary>Tests with pages. At the end of a test each of its pages is checked for unexpected requests and errors.</summary>
public abstract class PageTests(Browser browser) : IAsyncDisposable
{
    private readonly List<InstancePage> _pages = [];

    protected Browser Browser { get; } = browser;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (InstancePage page in _pages)
        {
            await page.DisposeAsync();
        }

        // A test that failed has reported its reason already.
        if (TestContext.Current.TestState?.Result != TestResult.Failed)
        {
            _pages.ForEach(static page => page.CheckQuiet());
        }
    }

    private protected async Task<InstancePage> OpenAsync(
        string env, string address = "", string? task = null, BrowserNewContextOptions? options = null, LocalServerProcess? server = null)
    {
        InstancePage page = await InstancePage.OpenAsync(Browser, env, address, task, options, server);
        _pages.Add(page);
        return page;
    }
}
