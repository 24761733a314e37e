namespace Fleet.HelpCompiler;

/// <summary>The folder of pages: one per cmdlet, the topics, and the parameters that mean the same everywhere.</summary>
internal sealed record HelpSource(IReadOnlyDictionary<string, HelpPage> Pages, HelpPage Shared, IReadOnlyList<string> AboutTopics)
{
    private const string SharedParameters = "shared-parameters.md";

    public static HelpSource Read(string folder)
    {
        string[] files = Directory.GetFiles(folder, "*.md");
        return new HelpSource(
            files.Where(f => !IsAbout(f) && !IsShared(f)).ToDictionary(f => Path.GetFileNameWithoutExtension(f), HelpPage.Read),
            HelpPage.Read(Path.Combine(folder, SharedParameters)),
            [.. files.Where(IsAbout).Order(StringComparer.Ordinal)]);
    }

    private static bool IsAbout(string path) => Path.GetFileName(path).StartsWith("about_", StringComparison.Ordinal);

    private static bool IsShared(string path) => Path.GetFileName(path) == SharedParameters;
}
