namespace Fleet.Testing;

/// <summary>Finds the repository from a test's output folder.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder of <c>Fleet.slnx</c>.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Fleet.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Fleet.slnx above {AppContext.BaseDirectory}.");
    }
}
