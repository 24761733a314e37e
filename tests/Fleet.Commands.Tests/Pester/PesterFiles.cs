using Fleet.Testing;
using Xunit.Sdk;
using Xunit.v3;

namespace Fleet.Commands.Tests.Pester;

/// <summary>The files of the Pester suite, and the order in which they run.</summary>
public sealed class PesterFiles : ITestCaseOrderer
{
    private static readonly string s_folder = Path.Combine(RepositoryRoot.Path, "tests", "Pester");
    private static readonly Lazy<IReadOnlyList<string>> s_all = new(Find);
    private static IReadOnlyList<string> s_selected = [];

    /// <summary>All files, as paths in the repository with forward slashes.</summary>
    public static IReadOnlyList<string> All => s_all.Value;

    /// <summary>The files whose cases this run has selected.</summary>
    public static IReadOnlyList<string> Selected => s_selected;

    /// <inheritdoc/>
    /// <remarks>The cases of a class run one at a time: this is where all that are about to run can be seen at once.</remarks>
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase
    {
        TTestCase[] ordered =
        [
            .. testCases.OrderBy(static one => Rank(one.TestCaseDisplayName)).ThenBy(static one => one.TestCaseDisplayName, StringComparer.Ordinal),
        ];
        s_selected = [.. ordered.Select(static one => one.TestCaseDisplayName).Where(All.Contains)];
        return ordered;
    }

    // The longest first, so that none of them is left running alone at the end. Those of the module start shells, the scenarios start servers.
    private static long Rank(string file) => file.StartsWith("tests/Pester/Cmdlets/", StringComparison.Ordinal)
        ? -new FileInfo(Path.Combine(RepositoryRoot.Path, file)).Length
        : long.MinValue;

    private static string[] Find() =>
    [
        .. Directory.EnumerateFiles(s_folder, "*.Tests.ps1", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(RepositoryRoot.Path, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];
}
