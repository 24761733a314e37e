using Fleet.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Fleet.Page.Tests.Support.Browser))]

namespace Fleet.Page.Tests.Support;

/// <summary>
/// One browser and one server for all tests: the Chromium that <c>FLEET_TEST_BROWSER</c> names or that is on PATH. None is ever downloaded; without
/// one the tests are skipped.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
    private static readonly string[] s_arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    // In milliseconds, for a page that does not work: no slow machine reaches it.
    private const float Timeout = 120_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private LocalServerProcess? _server;

    /// <summary>The folder of the tests' own environments.</summary>
    public static string Environments { get; } = Path.Combine(AppContext.BaseDirectory, "TestEnvironments");

    /// <summary>The folder of the sample environments.</summary>
    public static string Samples { get; } = Path.Combine(RepositoryRoot.Path, "samples", "environments");

    /// <summary>The reason for skipping the tests without a browser.</summary>
    public static string Missing { get; } =
        $"The page was not tested: no browser was found. Put one of {string.Join(", ", s_names)} on PATH, or name one in FLEET_TEST_BROWSER.";

    /// <summary>True when there is a browser.</summary>
    public bool IsThere => _browser is not null;

    /// <summary>The server.</summary>
    public LocalServerProcess Server => _server!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } program)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Timeout);
        _server = await StartServerAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = s_arguments });
    }

    /// <summary>Starts a server with the environments of the tests.</summary>
    public static Task<LocalServerProcess> StartServerAsync() =>
        LocalServerProcess.StartAsync(null, null, "--environments", Environments, "--environments", Samples, "--python", "off", "--test-hooks");

    /// <summary>Opens a new window; skips the test where there is no browser.</summary>
    public async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions options)
    {
        Assert.SkipUnless(IsThere, Missing);
        return await _browser!.NewContextAsync(options);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FLEET_TEST_BROWSER") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new FileNotFoundException($"FLEET_TEST_BROWSER names '{named}', which is not there.");
        }

        string[] endings = OperatingSystem.IsWindows() ? [".exe"] : [""];
        return (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                from name in s_names
                from ending in endings
                select Path.Combine(folder, name + ending)).FirstOrDefault(File.Exists);
    }
}
