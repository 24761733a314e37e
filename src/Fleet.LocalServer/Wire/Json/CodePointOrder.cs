namespace Fleet.LocalServer.Wire.Json;

/// <summary>Orders texts by Unicode code point, which differs from the order of UTF-16 units beyond the basic plane.</summary>
internal sealed class CodePointOrder : IComparer<string>
{
    /// <summary>The one instance.</summary>
    public static readonly CodePointOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x;
        ReadOnlySpan<char> right = y;
        int same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        char a = left[same];
        char b = right[same];

        // A surrogate, high or low, stands for a code point above all others of one unit.
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
