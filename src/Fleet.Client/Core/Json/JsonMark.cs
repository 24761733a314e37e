namespace Fleet.Client.Core;

/// <summary>The byte order mark that some writers put before UTF-8.</summary>
internal static class JsonMark
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Removes the mark.</summary>
    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> text) => text.StartsWith(Mark) ? text[Mark.Length..] : text;

    /// <summary>Returns whether these first bytes are too few to distinguish the mark from something else.</summary>
    public static bool MayFollow(ReadOnlySpan<byte> text) => text.Length < Mark.Length && Mark.StartsWith(text);
}
