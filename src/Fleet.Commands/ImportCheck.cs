using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>
/// Refuses the import of this assembly by itself: without the module's loader nothing finds the client, and the first cmdlet would fail
/// for a missing file.
/// </summary>
public sealed class ImportCheck : IModuleAssemblyInitializer
{
    /// <inheritdoc />
    public void OnImport()
    {
        if (!AppDomain.CurrentDomain.GetAssemblies().Any(static assembly => assembly.GetName().Name == "Fleet.Loader"))
        {
            string folder = Path.GetDirectoryName(Path.GetDirectoryName(typeof(ImportCheck).Assembly.Location)!)!;
            throw new InvalidOperationException($"This assembly is a part of the module Fleet and does nothing alone. Import the module: Import-Module '{Path.Combine(folder, "Fleet.psd1")}'.");
        }
    }
}
