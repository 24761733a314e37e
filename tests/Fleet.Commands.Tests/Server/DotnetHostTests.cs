namespace Fleet.Commands.Tests.Server;

public sealed class DotnetHostTests
{
    private static readonly string s_root = Path.GetPathRoot(Path.GetTempPath())!;
    private static readonly string s_runtime = In("shell");

    [Fact]
    public void The_root_that_is_named_wins() =>
        Assert.Equal(Program("named"), Find(root: In("named"), path: In("first"), "named", "first"));

    [Fact]
    public void A_root_without_the_program_is_passed_over() =>
        Assert.Equal(Program("first"), Find(root: In("named"), path: In("first"), "first"));

    [Fact]
    public void The_path_is_searched_in_its_order() =>
        Assert.Equal(Program("second"), Find(root: null, path: Join(In("first"), In("second"), In("third")), "second", "third"));

    [Fact]
    public void A_quoted_entry_of_the_path_is_understood() =>
        Assert.Equal(Program("first"), Find(root: null, path: $"\"{In("first")}\"", "first"));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("here")]
    public void The_current_folder_is_never_searched(string entry) =>
        Assert.Null(DotnetHost.Find(Variables(entry, entry), processPath: null, s_runtime, path => !Path.IsPathFullyQualified(path)));

    [Fact]
    public void A_shell_run_by_the_program_shows_where_it_is() =>
        Assert.Equal(Program("dotnet"), DotnetHost.Find(Variables(null, null), Program("dotnet"), s_runtime, Exists("dotnet")));

    [Fact]
    public void A_shell_on_a_shared_runtime_shows_where_it_is()
    {
        string runtime = Path.Combine(In("dotnet"), "shared", "Microsoft.NETCore.App", "10.0.1") + Path.DirectorySeparatorChar;
        Assert.Equal(Program("dotnet"), DotnetHost.Find(Variables(null, null), processPath: null, runtime, Exists("dotnet")));
    }

    [Fact]
    public void Nowhere_is_null() =>
        Assert.Null(DotnetHost.Find(Variables(In("named"), In("first")), Path.Combine(In("shell"), "pwsh"), s_runtime, _ => false));

    private static string? Find(string? root, string? path, params string[] existing) =>
        DotnetHost.Find(Variables(root, path), processPath: null, s_runtime, Exists(existing));

    private static Func<string, bool> Exists(params string[] folders) => path => folders.Any(folder => path == Program(folder));

    private static Func<string, string?> Variables(string? root, string? path) => name => name switch
    {
        "DOTNET_ROOT" => root,
        "PATH" => path,
        _ => null,
    };

    private static string Join(params string[] folders) => string.Join(Path.PathSeparator, folders);

    private static string In(string folder) => Path.Combine(s_root, folder);

    private static string Program(string folder) => Path.Combine(In(folder), OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
