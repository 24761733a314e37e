using System.Diagnostics.CodeAnalysis;
using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>The address of an instance's manager, where one is given in place of an id.</summary>
internal static class InstanceAddress
{
    private const string ManagerPath = "/api/v1/env";

    /// <summary>Whether a text looks like an address. No id does.</summary>
    public static bool IsAddress(string instance) =>
        instance.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || instance.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes what looks like an address for one; anything else is an id.</summary>
    /// <exception cref="FleetValidationException">It looks like an address and is none.</exception>
    public static bool TryRead(string instance, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        if (!IsAddress(instance))
        {
            return false;
        }

        // Not quoted in the error: what stands before the @ is a password.
        address = Uri.TryCreate(instance, UriKind.Absolute, out Uri? read) && read.UserInfo.Length == 0 && read.Query.Length == 0 && read.Fragment.Length == 0
            ? read
            : throw FleetCheck.Failed(nameof(instance), "must be an id, or the http or https address of an instance's manager, without a user, a query or a fragment");
        return true;
    }

    /// <summary>An instance of which no more than the address of its manager is known.</summary>
    /// <param name="name">What the caller calls it.</param>
    /// <param name="manager">The address.</param>
    public static FleetInstance Describe(string name, Uri manager)
    {
        Uri root = RootOf(manager);
        return new FleetInstance
        {
            InstanceId = name,
            EnvKey = manager.Host,
            Urls = new FleetInstanceUrls { Root = root, App = [root], Manager = new FleetManagerUrls { Api = manager } },
        };
    }

    /// <summary>Where an instance's tools are.</summary>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    /// <exception cref="FleetException">The service did not say where it is.</exception>
    public static Uri OfTools(FleetInstance instance)
    {
        Uri manager = OfManager(instance);
        Uri root = instance.Urls?.Root is { IsAbsoluteUri: true, Scheme: "http" or "https" } given ? given : RootOf(manager);
        return new Uri(root.AbsoluteUri.TrimEnd('/') + "/mcp");
    }

    /// <summary>Where an instance's manager is.</summary>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    /// <exception cref="FleetException">The service did not say where it is.</exception>
    public static Uri OfManager(FleetInstance instance)
    {
        Uri? address = instance.Urls?.Manager?.Api ?? (instance.Urls?.Root is { IsAbsoluteUri: true } root ? new Uri(root.AbsoluteUri.TrimEnd('/') + ManagerPath) : null);
        return address switch
        {
            { IsAbsoluteUri: true, Scheme: "http" or "https" } => address,
            null when instance.IsEnded => throw new FleetConflictException($"The instance '{instance.InstanceId}' has ended ({instance.Status}).")
            {
                ErrorCode = "gone",
                ResourceId = instance.InstanceId,
            },
            null => throw new FleetException($"The instance '{instance.InstanceId}' has no address of a manager yet (its status is '{instance.Status}'). Try again when it runs."),
            _ => throw new FleetException($"The instance '{instance.InstanceId}' has an address that cannot be used: '{address.OriginalString}'."),
        };
    }

    private static Uri RootOf(Uri manager)
    {
        string address = manager.AbsoluteUri.TrimEnd('/');
        return new Uri((address.EndsWith(ManagerPath, StringComparison.Ordinal) ? address[..^ManagerPath.Length] : address) + "/");
    }
}
