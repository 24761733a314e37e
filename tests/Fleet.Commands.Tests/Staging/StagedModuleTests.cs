using System.Reflection;
using System.Reflection.PortableExecutable;
using Fleet.Commands.Tests.Conventions;
using Fleet.Testing;

namespace Fleet.Commands.Tests.Staging;

/// <summary>Tests the installed module: the files it must and must not contain, and where it can run.</summary>
public sealed class StagedModuleTests
{
    private static readonly string[] s_atRoot = ["CHANGELOG.md", "Fleet.Format.ps1xml", "Fleet.Types.ps1xml", "Fleet.psd1", "LICENSE", "README.md"];
    private static readonly string[] s_platforms =
    [
        "linux-arm64", "linux-musl-arm64", "linux-musl-x64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64",
    ];
    private static readonly string[] s_moduleAssemblies = ["Fleet.Commands.dll", "Fleet.Loader.dll", "Fleet.Models.dll"];

    [Fact]
    public async Task Nothing_but_the_module_is_there()
    {
        string folder = await StagedModule.GetFolderAsync();

        Assert.Equal(s_atRoot.Order(StringComparer.Ordinal), Names(Directory.GetFiles(folder)));
        Assert.Equal(["bin", "en-US", "server"], Names(Directory.GetDirectories(folder)));
        Assert.Equal(s_moduleAssemblies, Names(Directory.GetFiles(Path.Combine(folder, "bin"))));
        Assert.Equal(["deps"], Names(Directory.GetDirectories(Path.Combine(folder, "bin"))));
        Assert.All(Directory.GetFiles(Path.Combine(folder, "bin", "deps")), f => Assert.EndsWith(".dll", f, StringComparison.Ordinal));
        Assert.DoesNotContain(
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories),
            f => Path.GetExtension(f) is ".pdb" or ".xml" && !f.EndsWith("-Help.xml", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_dependencies_hold_the_client_and_no_copy_of_what_is_shared()
    {
        string[] names = Names(Directory.GetFiles(Path.Combine(await StagedModule.GetFolderAsync(), "bin", "deps")));

        Assert.Contains("Fleet.Client.dll", names);
        Assert.DoesNotContain(names, n => n.StartsWith("System.", StringComparison.Ordinal));
        Assert.Empty(names.Intersect(s_moduleAssemblies));
    }

    [Fact]
    public async Task The_server_is_whole_and_carries_its_database_for_eight_platforms()
    {
        string server = Path.Combine(await StagedModule.GetFolderAsync(), "server");

        Assert.True(File.Exists(Path.Combine(server, "Fleet.LocalServer.dll")));
        Assert.True(File.Exists(Path.Combine(server, "Fleet.LocalServer.runtimeconfig.json")));
        Assert.True(File.Exists(Path.Combine(server, "environments", "helpdesk", "environment.json")));
        Assert.False(
            File.Exists(Path.Combine(server, "Fleet.LocalServer")) || File.Exists(Path.Combine(server, "Fleet.LocalServer.exe")),
            "a start program for one platform");
        Assert.Equal(s_platforms, Names(Directory.GetDirectories(Path.Combine(server, "runtimes"))));
        Assert.All(Directory.GetDirectories(Path.Combine(server, "runtimes")), p => Assert.Single(Directory.GetFiles(p, "*", SearchOption.AllDirectories)));
        Assert.Equal(
            RelativeFiles(Subjects.InRepository("samples", "environments")),
            RelativeFiles(Path.Combine(server, "environments")));
    }

    [Fact]
    public async Task One_version_is_everywhere()
    {
        string folder = await StagedModule.GetFolderAsync();
        string version = Path.GetFileName(folder);

        Assert.Matches($@"ModuleVersion\s*=\s*'{version}'", Subjects.Manifest);
        Assert.All(
            Directory.GetFiles(folder, "Fleet.*.dll", SearchOption.AllDirectories),
            f => Assert.Equal(version, AssemblyName.GetAssemblyName(f).Version!.ToString(3)));
    }

    [Fact]
    public async Task Native_code_is_in_all_of_our_assemblies_or_in_none()
    {
        // None if the compiler could not be restored; staging reports that.
        string folder = await StagedModule.GetFolderAsync();

        Assert.Single(OwnAssemblies(folder).Select(HasNativeCode).Distinct());
    }

    [Fact]
    public async Task A_package_has_no_native_code_and_nothing_of_an_earlier_build()
    {
        // One at a time: all staging uses the same folder.
        await StagedModule.GetFolderAsync();
        string output = Directory.CreateTempSubdirectory("fleet-stage-").FullName;
        try
        {
            string folder = Path.Combine(output, "Fleet", Path.GetFileName(await StagedModule.GetFolderAsync()));
            string gone = Path.Combine(folder, "bin", "deps", "Gone.dll");
            Directory.CreateDirectory(Path.GetDirectoryName(gone)!);
            Directory.CreateDirectory(Path.Combine(output, "Fleet", "0.0.1"));
            await File.WriteAllTextAsync(gone, "", TestContext.Current.CancellationToken);

            await StagedModule.StageAsync($"-p:FleetOutput={output}", "-p:FleetReadyToRun=false");

            Assert.Equal(RelativeFiles(await StagedModule.GetFolderAsync()), RelativeFiles(folder));
            Assert.Equal([folder], Directory.GetDirectories(Path.Combine(output, "Fleet")));
            Assert.DoesNotContain(OwnAssemblies(folder), HasNativeCode);
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    private static string[] Names(IEnumerable<string> paths) => [.. paths.Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    private static string[] RelativeFiles(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];

    private static string[] OwnAssemblies(string folder) => Directory.GetFiles(folder, "Fleet.*.dll", SearchOption.AllDirectories);

    private static bool HasNativeCode(string path)
    {
        using PEReader reader = new(File.OpenRead(path));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
