namespace Fleet.Client.Core;

/// <summary>A line of a stream of server-sent events, read by the standard (WHATWG HTML, 9.2.6).</summary>
internal readonly ref struct EventLine
{
    private EventLine(ReadOnlySpan<byte> line)
    {
        IsEmpty = line.IsEmpty;
        int colon = line.IndexOf((byte)':');
        Field = colon < 0 ? line : line[..colon];
        Value = colon < 0 ? default : line[(colon + 1)..];
        Value = Value.StartsWith(" "u8) ? Value[1..] : Value;
    }

    /// <summary>True if the line is empty, which ends an event.</summary>
    public bool IsEmpty { get; }

    /// <summary>The name of the field; empty for a comment.</summary>
    public ReadOnlySpan<byte> Field { get; }

    /// <summary>The value of the field.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Takes the first line off a text. A line ends with a line feed, a carriage return, both as one, or with the text.</summary>
    public static EventLine Take(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        EventLine line = new(end < 0 ? rest : rest[..end]);
        rest = end < 0 ? default : rest[(end + (rest[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        return line;
    }
}
