using Fleet.Client;

namespace Fleet.Commands;

/// <summary>What the address of a service may look like, and what follows from it.</summary>
internal static class ServiceAddress
{
    private const string HostedDomain = ".fleetai.com";

    /// <summary>Checks an address that the user gave.</summary>
    /// <param name="address">The address.</param>
    /// <param name="name">The parameter or variable it came from, for the error.</param>
    /// <exception cref="FleetValidationException">It is not the address of a service.</exception>
    public static Uri Check(Uri address, string name)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            throw new FleetValidationException($"{name} is not an http or https address: '{address.OriginalString}'. Give it in the form https://host or http://127.0.0.1:8080.");
        }

        // Not quoted in the error: what stands before the @ is a password.
        if (address.UserInfo.Length > 0)
        {
            throw new FleetValidationException($"{name} holds a user name or password. Give credentials by their own parameters.");
        }

        return address.Query.Length == 0 && address.Fragment.Length == 0
            ? address
            : throw new FleetValidationException($"{name} has a query or a fragment. Give the address of the service alone.");
    }

    /// <summary>Checks an address that was given as text.</summary>
    /// <exception cref="FleetValidationException">It is not the address of a service.</exception>
    public static Uri Parse(string text, string name) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? address)
        ? Check(address, name)
        : throw new FleetValidationException($"{name} is not an address.");

    /// <summary>Whether the address belongs to the hosted service: it serves environments alone, and its stored login is sent nowhere else.</summary>
    public static bool IsHosted(Uri address) =>
        address.Host.Equals(FleetClientOptions.HostedUri.Host, StringComparison.OrdinalIgnoreCase)
        || (address.Scheme == Uri.UriSchemeHttps && address.Host.EndsWith(HostedDomain, StringComparison.OrdinalIgnoreCase));
}
