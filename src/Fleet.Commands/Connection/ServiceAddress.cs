using Fleet.Client;

namespace Fleet.Commands;

/// <summary>The rules for the address of a service.</summary>
internal static class ServiceAddress
{
    private const string HostedDomain = ".fleetai.com";

    /// <summary>Checks an address given by the user.</summary>
    /// <param name="address">The address.</param>
    /// <param name="name">The parameter or variable it came from, for the error message.</param>
    /// <exception cref="FleetValidationException">It is not the address of a service.</exception>
    public static Uri Check(Uri address, string name)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            throw new FleetValidationException(
                $"{name} is not an http or https address: '{address.OriginalString}'. Use the form https://host or http://127.0.0.1:8080.");
        }

        // Not repeated in the error: the part before the @ contains a password.
        if (address.UserInfo.Length > 0)
        {
            throw new FleetValidationException($"{name} contains a user name or password. Use the parameters for credentials instead.");
        }

        return address.Query.Length == 0 && address.Fragment.Length == 0
            ? address
            : throw new FleetValidationException($"{name} has a query or a fragment. Specify only the address of the service.");
    }

    /// <summary>Checks an address given as text.</summary>
    /// <exception cref="FleetValidationException">It is not the address of a service.</exception>
    public static Uri Parse(string text, string name) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? address)
        ? Check(address, name)
        : throw new FleetValidationException($"{name} is not an address.");

    /// <summary>Checks if the address belongs to the hosted service, which only serves environments and is the only one to receive its stored login.</summary>
    public static bool IsHosted(Uri address) =>
        address.Host.Equals(FleetClientOptions.HostedUri.Host, StringComparison.OrdinalIgnoreCase)
        || (address.Scheme == Uri.UriSchemeHttps && address.Host.EndsWith(HostedDomain, StringComparison.OrdinalIgnoreCase));
}
