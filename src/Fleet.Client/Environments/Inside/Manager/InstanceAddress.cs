using System.Diagnostics.CodeAnalysis;
using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>The address of an instance's manager, if one is given in place of an id.</summary>
internal static class InstanceAddress
{
    private const string ManagerPath = "/api/v1/env";

    /// <summary>Returns whether a text looks like an address. No id does.</summary>
    public static bool IsAddress(string instance) =>
        instance.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || instance.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a text that looks like an address; anything else is an id.</summary>
    /// <exception cref="FleetValidationException">It looks like an address but is not one.</exception>
    public static bool TryRead(string instance, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        if (!IsAddress(instance))
        {
            return false;
        }

        // Not quoted in the error: the part before the @ is a password.
        address =
            Uri.TryCreate(instance, UriKind.Absolute, out Uri? read) && read.UserInfo.Length == 0 && read.Query.Length == 0 && read.Fragment.Length == 0
                ? read
                : throw FleetCheck.Failed(
                    nameof(instance),
                    "must be an id, or the http or https address of an instance's manager, without a user, a query or a fragment");
        return true;
    }

    /// <summary>Describes an instance of which only the address of the manager is known.</summary>
    /// <param name="name">The caller's name for it.</param>
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

    /// <summary>Returns the address of an instance's tools.</summary>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    /// <exception cref="FleetException">The service did not return its address.</exception>
    public static Uri OfTools(FleetInstance instance)
    {
        Uri manager = OfManager(instance);
        Uri root = instance.Urls?.Root is { IsAbsoluteUri: true, Scheme: "http" or "https" } given ? given : RootOf(manager);
        return new Uri(root.AbsoluteUri.TrimEnd('/') + "/mcp");
    }

    /// <summary>Returns the address of an instance's manager.</summary>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    /// <exception cref="FleetException">The service did not return its address.</exception>
    public static Uri OfManager(FleetInstance instance)
    {
        Uri? address = instance.Urls?.Manager?.Api
            ?? (instance.Urls?.Root is { IsAbsoluteUri: true } root ? new Uri(root.AbsoluteUri.TrimEnd('/') + ManagerPath) : null);
        return address switch
        {
            { IsAbsoluteUri: true, Scheme: "http" or "https" } => address,
            null when instance.IsEnded => throw new FleetConflictException($"The instance '{instance.InstanceId}' has ended ({instance.Status}).")
            {
                ErrorCode = "gone",
                ResourceId = instance.InstanceId,
            },
            null => throw new FleetException(
                $"The instance '{instance.InstanceId}' has no manager address yet (its status is '{instance.Status}'). Try again when it is running."),
            _ => throw new FleetException($"The instance '{instance.InstanceId}' has an address that cannot be used: '{address.OriginalString}'."),
        };
    }

    private static Uri RootOf(Uri manager)
    {
        string address = manager.AbsoluteUri.TrimEnd('/');
        return new Uri((address.EndsWith(ManagerPath, StringComparison.Ordinal) ? address[..^ManagerPath.Length] : address) + "/");
    }
}
