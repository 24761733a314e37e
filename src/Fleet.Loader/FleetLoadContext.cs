using System.Reflection;
using System.Runtime.Loader;

namespace Fleet.Loader;

/// <summary>Loads the client and its third-party assemblies, so that they never mix with those of another module.</summary>
internal sealed class FleetLoadContext : AssemblyLoadContext
{
    private readonly string _dependencies;

    private FleetLoadContext(string dependencies)
        : base("Fleet") => _dependencies = dependencies;

    public static string Dependencies { get; } =
        Path.Combine(Path.GetDirectoryName(typeof(FleetLoadContext).Assembly.Location)!, "deps");

    public static FleetLoadContext Instance { get; } = new(Dependencies);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(_dependencies, assemblyName.Name + ".dll");

        // Anything else (the framework, Fleet.Models) comes from the default context, with one identity for both sides.
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
