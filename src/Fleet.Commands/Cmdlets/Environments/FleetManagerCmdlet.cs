using System.Management.Automation;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>A cmdlet that talks to instances themselves.</summary>
public abstract class FleetManagerCmdlet : FleetConnectionCmdlet
{
    // An address needs nobody who looks it up, so it works without a connection. Nothing is ever sent to the service named here.
    private static readonly Lazy<ConnectionState> s_unconnected = new(static () => new ConnectionState(new FleetConnection(), static () => new FleetClientOptions()));

    /// <inheritdoc />
    private protected override ErrorRecord Record(Exception exception, object? target) => ErrorRecords.OfInstance(exception, target);

    /// <summary>Compares two database files, by their paths as the user gave them.</summary>
    private protected FleetInstanceDiff CompareFiles(string seed, string current, FleetDiffOptions options)
    {
        (string before, string after) = (ResolveFile(seed), ResolveFile(current));
        return Await(token => DatabaseFiles.CompareAsync(before, after, current, options, token));
    }

    /// <summary>The inside of an instance, by its id or by the address of its manager.</summary>
    /// <exception cref="FleetValidationException">It looks like an address and is none.</exception>
    private protected InstanceManagerClient Manager(string instance)
    {
        bool unconnected = Connection is null && InstanceManagerClient.IsAddress(instance) && ConnectionStore.Implied is null;
        return (unconnected ? ClientOf(s_unconnected.Value) : Client).Instances.Manager(instance);
    }
}
