using System.Management.Automation;

namespace Fleet.Commands;

/// <summary>A cmdlet that changes what the releases service goes by: who and why go into its ledger.</summary>
public abstract class FleetSettingCmdlet : FleetConnectionCmdlet
{
    /// <summary>Why; it goes into the ledger.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotBlank]
    public string? Reason { get; set; }

    /// <summary>Who; it goes into the ledger.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string Actor { get; set; } = Environment.UserName;

    /// <summary>Reads a file that the service will make sense of.</summary>
    private protected string ReadText(string path)
    {
        string text = "";
        string full = ResolveFile(path);
        DoOrFailFile(path, () => text = Await(token => File.ReadAllTextAsync(full, token)));
        return string.IsNullOrWhiteSpace(text) ? throw new FleetValidationException($"The file '{path}' is empty.") : text;
    }
}
