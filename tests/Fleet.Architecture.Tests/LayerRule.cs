namespace Fleet.Architecture.Tests;

/// <summary>The order of the folders that lie directly in one folder.</summary>
/// <param name="Folder">The folder, from the root of the repository, with forward slashes.</param>
/// <param name="Levels">The levels from top to bottom. The folders of one level do not know each other.</param>
/// <remarks>
/// A folder may use those of lower levels. Files that lie directly in <paramref name="Folder"/> are above all levels: they use any folder, and no
/// folder uses them.
/// </remarks>
public sealed record LayerRule(string Folder, IReadOnlyList<IReadOnlyList<string>> Levels)
{
    private const string Fence = "```";

    /// <summary>Reads the rules of a document: the lines <c>folder: A > B | C > D</c> of its code blocks with the word <c>layers</c>.</summary>
    /// <param name="markdown">The document.</param>
    /// <returns>The rules in their order.</returns>
    /// <exception cref="FormatException">A line is not a rule.</exception>
    public static IReadOnlyList<LayerRule> Read(string markdown)
    {
        List<LayerRule> rules = [];
        bool inside = false;
        foreach (string line in markdown.Split('\n').Select(static line => line.Trim()))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                inside = !inside && line == Fence + "layers";
            }
            else if (inside && line.Length > 0)
            {
                rules.Add(ReadLine(line));
            }
        }

        return rules;
    }

    /// <summary>True if a folder may use another one.</summary>
    /// <param name="from">The name of the folder that refers; empty for a file that lies directly in <see cref="Folder"/>.</param>
    /// <param name="to">The name of the folder that it refers to; empty for such a file.</param>
    public bool Allows(string from, string to) => from == to || from.Length == 0 || (to.Length > 0 && LevelOf(from) < LevelOf(to));

    /// <inheritdoc/>
    public override string ToString() => $"{Folder}: {string.Join(" > ", Levels.Select(static level => string.Join(" | ", level)))}";

    private static LayerRule ReadLine(string line)
    {
        string[] parts = line.Split(':', StringSplitOptions.TrimEntries);
        string[][] levels = parts.Length == 2 ? [.. parts[1].Split('>').Select(static level => level.Split('|', StringSplitOptions.TrimEntries))] : [];
        return levels.Length > 0 && levels.All(static level => level.All(static name => name.Length > 0))
            ? new LayerRule(parts[0], levels)
            : throw new FormatException($"'{line}' is not a rule of the form 'folder: A > B | C > D'.");
    }

    // A folder without a place is above nothing and below nothing: every arrow to or from it is refused.
    private double LevelOf(string name)
    {
        int level = Levels.TakeWhile(level => !level.Contains(name)).Count();
        return level < Levels.Count ? level : double.NaN;
    }
}
