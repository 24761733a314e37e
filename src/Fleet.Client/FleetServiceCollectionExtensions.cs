using Fleet.Client.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Client;

/// <summary>Registers the client in a service collection.</summary>
public static class FleetServiceCollectionExtensions
{
    /// <summary>The name of the client in <see cref="IHttpClientFactory"/>.</summary>
    public const string HttpClientName = "Fleet";

    /// <summary>Registers a singleton <see cref="FleetClient"/>.</summary>
    /// <param name="services">The collection.</param>
    /// <param name="options">Addresses, credentials and limits.</param>
    /// <returns>The builder of the client in <see cref="IHttpClientFactory"/>, for adding handlers.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or two options exclude each other.</exception>
    public static IHttpClientBuilder AddFleetClient(this IServiceCollection services, FleetClientOptions options)
    {
        OptionsCheck.Require(options);
        return services.AddFleetClient(_ => options);
    }

    /// <summary>
    /// Registers a singleton <see cref="FleetClient"/>. Its connections come from <see cref="IHttpClientFactory"/> unless the options contain a
    /// client or handler; its records go to the logger <c>Fleet.Client</c>. The factory's own logging is off, since it does not know the secrets.
    /// </summary>
    /// <param name="services">The collection.</param>
    /// <param name="options">Creates the options; called once.</param>
    /// <returns>The builder of the client in <see cref="IHttpClientFactory"/>, for adding handlers.</returns>
    public static IHttpClientBuilder AddFleetClient(this IServiceCollection services, Func<IServiceProvider, FleetClientOptions> options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(provider => new Registration(options(provider)));
        services.AddSingleton(static provider => new FleetClient(Complete(provider)));
        return services
            .AddHttpClient(HttpClientName, static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static provider => PrimaryClient.MakeHandler(provider.GetRequiredService<Registration>().Options))
            .RemoveAllLoggers();
    }

    private static FleetClientOptions Complete(IServiceProvider provider)
    {
        FleetClientOptions options = provider.GetRequiredService<Registration>().Options;
        if (options.HttpClient is null && options.Handler is null)
        {
            IHttpClientFactory factory = provider.GetRequiredService<IHttpClientFactory>();
            // A new one for each attempt, as the factory expects: it decides how long connections live.
            options = options with { ClientFactory = () => factory.CreateClient(HttpClientName) };
        }

        return provider.GetService<ILoggerFactory>() is { } loggers ? options.WithLogger(loggers.CreateLogger("Fleet.Client")) : options;
    }

    private sealed record Registration(FleetClientOptions Options);
}
