using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that talks to the instances themselves.</summary>
public abstract class FleetManagerCmdlet : FleetConnectionCmdlet
{
    // An address needs no look-up, so it works without a connection. Nothing is ever sent to the service configured here.
    private static readonly Lazy<ConnectionState> s_unconnected = new(
        static () => new ConnectionState(new FleetConnection(), static () => new FleetClientOptions()));

    /// <inheritdoc />
    private protected override ErrorRecord Record(Exception exception, object? target) => ErrorRecords.OfInstance(exception, target);

    /// <summary>Compares two database files, by the paths given by the user.</summary>
    private protected FleetInstanceDiff CompareFiles(string seed, string current, FleetDiffOptions options)
    {
        (string before, string after) = (ResolveFile(seed), ResolveFile(current));
        return Await(token => DatabaseFiles.CompareAsync(before, after, current, options, token));
    }

    /// <summary>Returns the manager of an instance, by the instance's id or the manager's address.</summary>
    /// <exception cref="FleetValidationException">It looks like an address but is not one.</exception>
    private protected InstanceManagerClient Manager(string instance)
    {
        bool unconnected = Connection is null && InstanceManagerClient.IsAddress(instance) && ConnectionStore.Implied is null;
        return (unconnected ? ClientOf(s_unconnected.Value) : Client).Instances.Manager(instance);
    }
}
