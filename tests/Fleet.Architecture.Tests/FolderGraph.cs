namespace Fleet.Architecture.Tests;

/// <summary>The arrows between the folders that lie directly in one folder.</summary>
/// <param name="folder">The folder, relative to the project; empty for the project itself.</param>
/// <param name="references">The references between the project's files.</param>
internal sealed class FolderGraph(string folder, IEnumerable<SourceReference> references)
{
    /// <summary>The references that cross from one folder to another, by the names of the two.</summary>
    public ILookup<(string From, string To), SourceReference> Arrows { get; } = references
        .Where(one => IsBelow(folder, one.File) && IsBelow(folder, one.Target))
        .Where(one => NameOf(folder, one.File) != NameOf(folder, one.Target))
        .ToLookup(one => (NameOf(folder, one.File), NameOf(folder, one.Target)));

    /// <summary>Finds a circle: folders each of which uses the next, the last one the first.</summary>
    /// <returns>The names, the first one repeated at the end; empty when there is no circle. A file of the folder itself has an empty name.</returns>
    public IReadOnlyList<string> FindCircle()
    {
        ILookup<string, string> next = Arrows.Select(static group => group.Key).ToLookup(static key => key.From, static key => key.To);
        HashSet<string> done = [];
        foreach (string start in next.Select(static group => group.Key))
        {
            if (Visit(start, next, [], done) is { } circle)
            {
                return circle;
            }
        }

        return [];
    }

    private static IReadOnlyList<string>? Visit(string name, ILookup<string, string> next, List<string> path, HashSet<string> done)
    {
        int seen = path.IndexOf(name);
        if (seen >= 0)
        {
            return [.. path[seen..], name];
        }

        if (done.Contains(name))
        {
            return null;
        }

        path.Add(name);
        foreach (string one in next[name])
        {
            if (Visit(one, next, path, done) is { } circle)
            {
                return circle;
            }
        }

        path.RemoveAt(path.Count - 1);
        done.Add(name);
        return null;
    }

    private static bool IsBelow(string folder, string file) => folder.Length == 0 || file.StartsWith(folder + "/", StringComparison.Ordinal);

    private static string NameOf(string folder, string file)
    {
        string rest = folder.Length == 0 ? file : file[(folder.Length + 1)..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : rest[..slash];
    }
}
