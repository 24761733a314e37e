using Fleet.Testing;

namespace Fleet.Architecture.Tests;

/// <summary>The folders of the source projects are layers, in the order that ARCHITECTURE.md gives.</summary>
public sealed class LayerTests
{
    private static readonly Lazy<IReadOnlyList<LayerRule>> s_rules =
        new(static () => LayerRule.Read(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "ARCHITECTURE.md"))));

    private static readonly Lazy<Dictionary<string, IReadOnlyList<SourceReference>>> s_references =
        new(static () => Projects.ToDictionary(static name => name, static name => SourceReferences.OfFolder(Path.Combine(RepositoryRoot.Path, "src", name))));

    /// <summary>The source projects.</summary>
    public static TheoryData<string> ProjectNames => [.. Projects];

    private static IEnumerable<string> Projects => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.csproj", SearchOption.AllDirectories)
        .Select(static file => Path.GetFileNameWithoutExtension(file))
        .Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void Arrows_between_folders_go_downwards_only(string project)
    {
        List<string> wrong = [];
        foreach (LayerRule rule in s_rules.Value.Where(rule => IsOf(rule, project)))
        {
            foreach (IGrouping<(string From, string To), SourceReference> arrow in GraphOf(project, rule.Folder).Arrows)
            {
                if (!rule.Allows(arrow.Key.From, arrow.Key.To))
                {
                    wrong.AddRange(arrow.Select(reference => $"{rule.Folder}: '{arrow.Key.From}' must not use '{arrow.Key.To}': {reference}"));
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void No_folder_has_a_circle(string project)
    {
        foreach (string folder in FoldersOf(project))
        {
            FolderGraph graph = GraphOf(project, folder);
            IReadOnlyList<string> circle = graph.FindCircle();
            IEnumerable<SourceReference> arrows = circle.Zip(circle.Skip(1), (from, to) => graph.Arrows[(from, to)].First());
            Assert.True(circle.Count == 0, $"{folder}: {string.Join(" -> ", circle)}{Environment.NewLine}{string.Join(Environment.NewLine, arrows)}");
        }
    }

    [Fact]
    public void The_map_names_each_folder_that_is_there_and_no_other()
    {
        foreach (LayerRule rule in s_rules.Value)
        {
            string path = Path.Combine(RepositoryRoot.Path, rule.Folder);
            Assert.True(Directory.Exists(path), $"ARCHITECTURE.md has a rule for '{rule.Folder}', which does not exist.");
            Assert.Equal(SubfoldersOf(path).Order(StringComparer.Ordinal), rule.Levels.SelectMany(static level => level).Order(StringComparer.Ordinal));
        }

        // A project without folders needs no rule, nor does what lies deeper, where no circle is enough.
        Assert.All(
            Projects.Where(static name => SubfoldersOf(Path.Combine(RepositoryRoot.Path, "src", name)).Any()),
            static name => Assert.Contains(s_rules.Value, rule => rule.Folder == $"src/{name}"));
    }

    private static bool IsOf(LayerRule rule, string project) =>
        rule.Folder == $"src/{project}" || rule.Folder.StartsWith($"src/{project}/", StringComparison.Ordinal);

    private static FolderGraph GraphOf(string project, string folder) =>
        new(folder.Length > $"src/{project}".Length ? folder[$"src/{project}/".Length..] : "", s_references.Value[project]);

    private static IEnumerable<string> FoldersOf(string project) => s_references.Value[project]
        .SelectMany(static reference => new[] { reference.File, reference.Target })
        .SelectMany(static file => Ancestors(file))
        .Distinct()
        .Select(folder => folder.Length == 0 ? $"src/{project}" : $"src/{project}/{folder}");

    private static IEnumerable<string> Ancestors(string file)
    {
        for (int slash = file.LastIndexOf('/'); slash >= 0; slash = file[..slash].LastIndexOf('/'))
        {
            yield return file[..slash];
        }

        yield return "";
    }

    private static IEnumerable<string> SubfoldersOf(string path) => Directory.EnumerateDirectories(path)
        .Where(static folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
        .Select(static folder => Path.GetFileName(folder))
        .Where(static name => name is not ("bin" or "obj"));
}
