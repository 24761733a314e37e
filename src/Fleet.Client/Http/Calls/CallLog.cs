using System.Net.Http.Headers;
using System.Text;

namespace Fleet.Client.Http;

/// <summary>
/// The destinations of one call's log records: the client's log, the view's, and standard error if a variable asks for it. Unwanted records are not
/// rendered.
/// </summary>
internal readonly struct CallLog(FleetClientOptions options, FleetCallOptions? view, bool echo)
{
    private const int LongestBody = 4096;

    /// <summary>Returns whether any destination accepts records of this level.</summary>
    public bool Wants(FleetLogLevel level) => echo || ClientWants(level) || ViewWants(level);

    /// <summary>Writes a record that has been redacted already.</summary>
    public void Write(FleetLogLevel level, string message)
    {
        if (echo)
        {
            Console.Error.WriteLine(message);
        }

        FleetLogEntry entry = new() { Level = level, Message = message };
        if (ClientWants(level))
        {
            Write(options.Log!, entry);
        }

        if (ViewWants(level))
        {
            Write(view!.Log!, entry);
        }
    }

    /// <summary>Writes the headers and body of a request or a response as one record.</summary>
    public void WriteDetails(Redactor redactor, string title, HttpHeaders headers, HttpHeaders? contentHeaders, string? body)
    {
        StringBuilder text = new(title);
        foreach ((string name, string value) in redactor.Headers(headers, contentHeaders))
        {
            text.Append('\n').Append(name).Append(": ").Append(value);
        }

        if (body is { Length: > 0 })
        {
            string shown = redactor.Body(body);
            text.Append("\n\n").Append(shown, 0, Math.Min(shown.Length, LongestBody));
            if (shown.Length > LongestBody)
            {
                text.Append($"... ({shown.Length} characters)");
            }
        }

        Write(FleetLogLevel.Debug, text.ToString());
    }

    private static void Write(Action<FleetLogEntry> log, FleetLogEntry entry)
    {
        try
        {
            log(entry);
        }
#pragma warning disable CA1031 // A failing log must not fail a call that has succeeded.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private bool ClientWants(FleetLogLevel level) => options.Log is not null && (options.LogFilter?.Invoke(level) ?? level >= options.LogLevel);

    private bool ViewWants(FleetLogLevel level) => view?.Log is not null && level >= view.LogLevel;
}
