using System.Management.Automation;
using System.Security;

namespace Fleet.Commands;

/// <summary>Reads a secret by reference with the SecretManagement module, if it is installed: by the command's full name, without its assembly.</summary>
internal static class VaultSecret
{
    private const string Module = "Microsoft.PowerShell.SecretManagement";

    /// <summary>Reads a secret in the caller's runspace.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="vault">The vault; null to let the module search.</param>
    /// <exception cref="FleetConnectionException">The module is missing, the secret cannot be read, or it is not text.</exception>
    public static SecureString Read(string name, string? vault)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand($@"{Module}\Get-Secret").AddParameter("Name", name).AddParameter("ErrorAction", ActionPreference.Stop);
        if (vault is not null)
        {
            shell.AddParameter("Vault", vault);
        }

        IReadOnlyList<PSObject?> found;
        try
        {
            found = shell.Invoke();
        }
        catch (CommandNotFoundException exception)
        {
            throw new FleetConnectionException($"-SecretName requires the module {Module}. Install it with: Install-PSResource {Module}", exception);
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            throw new FleetConnectionException($"The secret '{name}' could not be read: {exception.Message}", exception);
        }

        return found is [{ } only]
            ? Text(only.BaseObject, name)
            : throw new FleetConnectionException($"There is no secret '{name}'{(vault is null ? "" : $" in the vault '{vault}'")}, or there is more than one.");
    }

    private static SecureString Text(object value, string name) => value switch
    {
        SecureString secret => secret,
        PSCredential credential => credential.Password,
        string text => SecretText.Wrap(text),
        _ => throw new FleetConnectionException($"The secret '{name}' is a {value.GetType().Name}. It must be a SecureString, String or PSCredential."),
    };
}
