using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Fleet.Client.Core;

/// <summary>
/// The bytes of an instance's addresses, cut wherever its root occurs in them. Those of another instance that differ only in their root are known
/// without being read: they are most of the bytes of a list of instances, and reading them took half of its time.
/// </summary>
internal sealed class AddressPattern
{
    private readonly byte[][] _pieces;
    private readonly FleetInstanceUrls _urls;

    private AddressPattern(byte[][] pieces, FleetInstanceUrls urls, JsonReaderState after)
    {
        _pieces = pieces;
        _urls = urls;
        After = after;
    }

    /// <summary>The state of a reader that has just read such addresses.</summary>
    public JsonReaderState After { get; }

    /// <summary>Creates a pattern.</summary>
    /// <param name="value">The bytes of an object and those before it.</param>
    /// <param name="urls">The addresses read from it.</param>
    /// <param name="after">The state of the reader that read it.</param>
    /// <returns>The pattern; null if another root could change more than the addresses, or not all of them.</returns>
    public static AddressPattern? Of(ReadOnlySpan<byte> value, FleetInstanceUrls urls, JsonReaderState after)
    {
        // Without escapes, anything that looks like the root is the root.
        if (urls.Root is not { IsAbsoluteUri: true } root || !root.OriginalString.EndsWith('/') || value.Contains((byte)'\\')
            || !urls.Below.All(static address => address.IsNone || address.IsBelow) || !urls.App.All(page => ReferenceEquals(page, root)))
        {
            return null;
        }

        byte[] text = Encoding.UTF8.GetBytes(root.OriginalString);
        List<byte[]> pieces = [];
        int at;
        while ((at = value.IndexOf(text)) >= 0)
        {
            pieces.Add(value[..at].ToArray());
            value = value[(at + text.Length)..];
        }

        pieces.Add(value.ToArray());
        int addresses = 1 + urls.App.Length + urls.Below.Count(static address => !address.IsNone);
        return pieces.Count == addresses + 1 ? new AddressPattern([.. pieces], urls, after) : null;
    }

    /// <summary>Reads addresses that differ only in their root.</summary>
    /// <param name="bytes">The bytes, beginning with those before the object.</param>
    /// <param name="length">The number of bytes read.</param>
    /// <returns>The addresses; null if they differ in more, or have not all arrived.</returns>
    public FleetInstanceUrls? TryRead(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (!bytes.StartsWith(_pieces[0]))
        {
            return null;
        }

        ReadOnlySpan<byte> rest = bytes[_pieces[0].Length..];
        int end = rest.IndexOf((byte)'"');
        if (end <= 0 || !TryRoot(rest[..end], out Uri? root))
        {
            return null;
        }

        ReadOnlySpan<byte> text = rest[..end];
        for (int i = 1; i < _pieces.Length; i++)
        {
            ReadOnlySpan<byte> piece = _pieces[i];
            if (!rest.StartsWith(text) || !rest[text.Length..].StartsWith(piece))
            {
                return null;
            }

            rest = rest[(text.Length + piece.Length)..];
        }

        length = bytes.Length - rest.Length;
        return _urls.Under(root);
    }

    private static bool TryRoot(ReadOnlySpan<byte> text, [NotNullWhen(true)] out Uri? root)
    {
        root = null;
        return text[^1] == '/' && text.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0 && !text.Contains((byte)'\\')
            && Uri.TryCreate(Encoding.ASCII.GetString(text), UriKind.Absolute, out root);
    }
}
