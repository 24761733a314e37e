namespace Fleet.Commands;

/// <summary>A cmdlet that changes the settings of the releases service from a file.</summary>
public abstract class FleetSettingCmdlet : FleetLedgerEntryCmdlet
{
    /// <summary>Reads a file that the service will parse.</summary>
    private protected string ReadText(string path)
    {
        string text = "";
        string full = ResolveFile(path);
        DoOrFailFile(path, () => text = Await(token => File.ReadAllTextAsync(full, token)));
        return string.IsNullOrWhiteSpace(text) ? throw new FleetValidationException($"The file '{path}' is empty.") : text;
    }
}
