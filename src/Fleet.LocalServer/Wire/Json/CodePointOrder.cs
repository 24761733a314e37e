namespace Fleet.LocalServer.Wire.Json;

/// <summary>Orders strings by Unicode code point, which differs from UTF-16 order beyond the basic plane.</summary>
internal sealed class CodePointOrder : IComparer<string>
{
    /// <summary>The shared instance.</summary>
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

        // A surrogate, high or low, belongs to a code point above every single-unit one.
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
