using System.Net.Http.Headers;
using System.Text;

namespace Fleet.Client.Http;

/// <summary>Where the records of one call go: to the client's log, to the view's, and to the standard error when a variable asks for it. Nothing is rendered that nobody wants.</summary>
internal readonly struct CallLog(FleetClientOptions options, FleetCallOptions? view, bool echo)
{
    private const int LongestBody = 4096;

    /// <summary>Whether somebody wants records of this level.</summary>
    public bool Wants(FleetLogLevel level) => echo || ClientWants(level) || ViewWants(level);

    /// <summary>Writes a record that has been redacted.</summary>
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

    /// <summary>Headers and body of a request or an answer, as one record.</summary>
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
#pragma warning disable CA1031 // A log that fails must not make a call fail that has been done.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private bool ClientWants(FleetLogLevel level) => options.Log is not null && (options.LogFilter?.Invoke(level) ?? level >= options.LogLevel);

    private bool ViewWants(FleetLogLevel level) => view?.Log is not null && level >= view.LogLevel;
}
