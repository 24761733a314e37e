using System.Management.Automation;
using System.Runtime.Loader;

namespace Fleet.Loader;

/// <summary>Runs before the cmdlet assembly is inspected, once per import and runspace.</summary>
public sealed class ImportHook : IModuleAssemblyInitializer
{
    private static readonly string s_client = Path.Combine(FleetLoadContext.Dependencies, "Fleet.Client.dll");
    private static int s_hooked;

    /// <inheritdoc />
    public void OnImport()
    {
        if (Interlocked.Exchange(ref s_hooked, 1) != 0)
        {
            return;
        }

        // By path and only for our own name: resolving others would hijack another module's assemblies, and loading a missing
        // file by name would call this again endlessly.
        AssemblyLoadContext.Default.Resolving += static (_, name) =>
            name.Name == "Fleet.Client" && File.Exists(s_client)
                ? FleetLoadContext.Instance.LoadFromAssemblyPath(s_client)
                : null;
    }
}
