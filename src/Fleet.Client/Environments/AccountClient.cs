using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>The account behind the credentials.</summary>
public sealed class AccountClient
{
    private readonly FleetSender _sender;

    internal AccountClient(FleetSender sender) => _sender = sender;

    /// <summary>Reads the account.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The account.</returns>
    /// <exception cref="FleetException">The service rejects the call or cannot be reached.</exception>
    public Task<FleetAccount> GetAsync(CancellationToken cancellationToken = default) => JsonAnswer.GetAsync(
        _sender,
        new FleetRequest { Method = HttpMethod.Get, PathAndQuery = "/v1/account", Resource = ("account", null) },
        static (ref json) => json.Object(EnvironmentsWire.Account),
        cancellationToken);
}
