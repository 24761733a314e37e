namespace Fleet;

/// <summary>The addresses of an instance.</summary>
public sealed record FleetInstanceUrls
{
    /// <summary>The root; ends in a slash. The MCP endpoint is this address followed by <c>mcp</c>.</summary>
    public Uri? Root { get; init; }

    /// <summary>The pages of the application; the first is the one to open.</summary>
    public Uri[] App { get; init; } = [];

    /// <summary>The application's own REST API.</summary>
    public Uri? Api { get => ApiAddress.Value; init => ApiAddress = new AddressBelow(value); }

    /// <summary>The health check.</summary>
    public Uri? Health { get => HealthAddress.Value; init => HealthAddress = new AddressBelow(value); }

    /// <summary>The documentation of the application's API.</summary>
    public Uri? ApiDocs { get => ApiDocsAddress.Value; init => ApiDocsAddress = new AddressBelow(value); }

    /// <summary>The instance manager's addresses.</summary>
    public FleetManagerUrls? Manager { get; init; }

    internal AddressBelow ApiAddress { get; init; }

    internal AddressBelow HealthAddress { get; init; }

    internal AddressBelow ApiDocsAddress { get; init; }

    internal IEnumerable<AddressBelow> Below => [ApiAddress, HealthAddress, ApiDocsAddress, .. Manager?.Below ?? []];

    internal FleetInstanceUrls Under(Uri root) => new()
    {
        Root = root,
        App = [.. Enumerable.Repeat(root, App.Length)],
        ApiAddress = ApiAddress.Under(root),
        HealthAddress = HealthAddress.Under(root),
        ApiDocsAddress = ApiDocsAddress.Under(root),
        Manager = Manager?.Under(root),
    };

    /// <summary>The root address.</summary>
    /// <returns>The text of <see cref="Root"/>.</returns>
    public override string ToString() => Root?.ToString() ?? "";
}
