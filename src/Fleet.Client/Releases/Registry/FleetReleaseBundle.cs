using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Fleet.Client;

/// <summary>The files of a release: a folder with a <c>release.yaml</c> and the files it refers to.</summary>
public static class FleetReleaseBundle
{
    private static readonly string[] s_textSuffixes = [".md", ".yaml", ".yml", ".txt", ".json", ".csv", ".toml"];
    private static readonly string[] s_leftOut = [".git", "__pycache__"];

    /// <summary>Computes the checksum that a release is registered under. It does not depend on the line endings of text files.</summary>
    /// <param name="path">The folder, or a single file.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>64 hex digits.</returns>
    /// <exception cref="IOException">The files cannot be read.</exception>
    public static async Task<string> GetChecksumAsync(string path, CancellationToken cancellationToken = default)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, string file) in Files(path))
        {
            byte[] content = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData([0]);
            hash.AppendData(IsText(name) && Utf8.IsValid(content) ? WithPlainLines(content) : content);
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Returns the files of a release, in the order of their names by code point.</summary>
    internal static IReadOnlyList<(string Name, string File)> Files(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
        {
            return [(Path.GetFileName(path), path)];
        }

        // Links to folders are not followed, and links to files do not count as files.
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        List<(byte[] Order, string Name, string File)> files = [];
        foreach (string file in Directory.EnumerateFiles(path, "*", all))
        {
            string name = Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/');
            if (!name.Split('/').Any(static part => s_leftOut.Contains(part, StringComparer.Ordinal)))
            {
                files.Add((Encoding.UTF8.GetBytes(name), name, file));
            }
        }

        // The order of UTF-8 is that of code points; the order of UTF-16 is not.
        files.Sort(static (one, other) => one.Order.AsSpan().SequenceCompareTo(other.Order));
        return [.. files.Select(static file => (file.Name, file.File))];
    }

    // A name that consists only of a suffix has none.
    private static bool IsText(string name)
    {
        string last = name[(name.LastIndexOf('/') + 1)..];
        return last.LastIndexOf('.') > 0 && s_textSuffixes.Contains(Path.GetExtension(last), StringComparer.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<byte> WithPlainLines(byte[] text)
    {
        ArrayBufferWriter<byte> plain = new(Math.Max(1, text.Length));
        for (int i = 0; i < text.Length; i++)
        {
            bool ends = text[i] == '\r';
            plain.Write([ends ? (byte)'\n' : text[i]]);
            i += ends && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
        }

        return plain.WrittenSpan;
    }
}
