using System.Collections.Concurrent;

namespace Fleet.LocalServer.Services;

/// <summary>The pages in <c>wwwroot</c>, which are embedded in the program. Placeholders like <c>{{name}}</c> are filled with finished
/// HTML.</summary>
internal static class EmbeddedPage
{
    private static readonly ConcurrentDictionary<string, string> s_pages = new(StringComparer.Ordinal);

    /// <summary>Fills a page.</summary>
    public static string Render(string name, IReadOnlyDictionary<string, string> values)
    {
        string page = s_pages.GetOrAdd(name, Read);
        foreach ((string key, string html) in values)
        {
            page = page.Replace("{{" + key + "}}", html, StringComparison.Ordinal);
        }

        return page;
    }

    private static string Read(string name)
    {
        using Stream stream = typeof(EmbeddedPage).Assembly.GetManifestResourceStream("wwwroot/" + name)
            ?? throw new InvalidOperationException($"The page '{name}' is not part of the program.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
