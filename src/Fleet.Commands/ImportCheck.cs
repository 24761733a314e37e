using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Rejects importing this assembly on its own: without the module's loader the client cannot be found, and the first cmdlet would fail
/// with a missing file.
/// </summary>
public sealed class ImportCheck : IModuleAssemblyInitializer
{
    /// <inheritdoc />
    public void OnImport()
    {
        if (!AppDomain.CurrentDomain.GetAssemblies().Any(static assembly => assembly.GetName().Name == "Fleet.Loader"))
        {
            string folder = Path.GetDirectoryName(Path.GetDirectoryName(typeof(ImportCheck).Assembly.Location)!)!;
            throw new InvalidOperationException(
                "This assembly is part of the Fleet module and cannot be used on its own. "
                + $"Import the module: Import-Module '{Path.Combine(folder, "Fleet.psd1")}'.");
        }
    }
}
