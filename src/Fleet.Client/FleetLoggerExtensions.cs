using Microsoft.Extensions.Logging;

namespace Fleet.Client;

/// <summary>Sends the client's records to an <see cref="ILogger"/>.</summary>
public static partial class FleetLoggerExtensions
{
    /// <summary>
    /// Returns options whose records also go to a logger: a line for each request at <see cref="LogLevel.Debug"/>, headers and bodies at
    /// <see cref="LogLevel.Trace"/>. Records below the logger's level are not rendered. Everything is redacted.
    /// </summary>
    /// <param name="options">The options; their <see cref="FleetClientOptions.Log"/>, if set, remains in use.</param>
    /// <param name="logger">The logger.</param>
    /// <returns>The new options.</returns>
    public static FleetClientOptions WithLogger(this FleetClientOptions options, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        Action<FleetLogEntry>? log = options.Log;
        Func<FleetLogLevel, bool> wants = options.LogFilter ?? (level => level >= options.LogLevel);
        return options with
        {
            LogFilter = level => logger.IsEnabled(Level(level)) || (log is not null && wants(level)),
            Log = entry =>
            {
                if (log is not null && wants(entry.Level))
                {
                    log(entry);
                }

                LogLevel level = Level(entry.Level);
                if (logger.IsEnabled(level))
                {
                    Write(logger, level, entry.Message);
                }
            },
        };
    }

    private static LogLevel Level(FleetLogLevel level) => level switch
    {
        FleetLogLevel.Debug => LogLevel.Trace,
        FleetLogLevel.Verbose => LogLevel.Debug,
        _ => LogLevel.Warning,
    };

    [LoggerMessage(Message = "{Record}")]
    private static partial void Write(ILogger logger, LogLevel level, string record);
}
