using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Fleet.LocalServer.Wire.Json;
using YamlDotNet.Core;

namespace Fleet.LocalServer.Releases.Model;

/// <summary>One file of a bundle.</summary>
/// <param name="Path">Its path in the bundle, with <c>/</c>.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record BundleFile(string Path, ReadOnlyMemory<byte> Content);

/// <summary>The files that a release is registered from.</summary>
internal static class Bundle
{
    /// <summary>The file that describes the release.</summary>
    public const string ReleaseFile = "release.yaml";

    private static readonly HashSet<string> s_textSuffixes =
        new([".md", ".yaml", ".yml", ".txt", ".json", ".csv", ".toml"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Computes the checksum of a bundle: SHA-256 over paths and contents in path order. Line endings in text files do not affect it, so editors and
    /// checkouts may change them.
    /// </summary>
    public static string Checksum(IEnumerable<BundleFile> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (BundleFile file in files.Where(static file => !IsSkipped(file.Path)).OrderBy(static file => file.Path, CodePointOrder.Instance))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file.Path));
            hash.AppendData([0]);
            hash.AppendData(Normalize(file).Span);
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads the release that a bundle describes.</summary>
    /// <exception cref="RefusedException">The release is missing or invalid.</exception>
    public static ReleaseArtifact ReadArtifact(IReadOnlyList<BundleFile> files)
    {
        BundleFile file = files.FirstOrDefault(static file => file.Path == ReleaseFile)
            ?? (files.Count == 1 ? files[0] : throw new RefusedException($"Release artifact not found: {ReleaseFile}"));
        return ReleaseArtifact.Read(ReadYaml(file.Content.Span, file.Path));
    }

    /// <summary>Reads a YAML file.</summary>
    /// <exception cref="RefusedException">The file is not YAML.</exception>
    public static JsonElement ReadYaml(ReadOnlySpan<byte> content, string name)
    {
        if (!Utf8.IsValid(content))
        {
            throw new RefusedException($"{name} is not UTF-8.");
        }

        try
        {
            return YamlText.Read(Encoding.UTF8.GetString(content).TrimStart('\ufeff'));
        }
        catch (YamlException e)
        {
            throw new RefusedException($"{name} is not valid YAML: line {e.Start.Line}: {e.Message}");
        }
    }

    private static bool IsSkipped(string path) => path.Split('/').Any(static part => part is ".git" or "__pycache__");

    private static ReadOnlyMemory<byte> Normalize(BundleFile file)
    {
        if (!s_textSuffixes.Contains(Suffix(file.Path)) || !file.Content.Span.Contains((byte)'\r') || !Utf8.IsValid(file.Content.Span))
        {
            return file.Content;
        }

        ReadOnlySpan<byte> from = file.Content.Span;
        byte[] to = new byte[from.Length];
        int length = 0;
        for (int i = 0; i < from.Length; i++)
        {
            bool isReturn = from[i] == '\r';
            if (isReturn && i + 1 < from.Length && from[i + 1] == '\n')
            {
                continue;
            }

            to[length++] = isReturn ? (byte)'\n' : from[i];
        }

        return to.AsMemory(0, length);
    }

    /// <summary>The last suffix; a name that consists only of a suffix has none.</summary>
    private static string Suffix(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        int dot = name.LastIndexOf('.');
        return dot > 0 && dot < name.Length - 1 ? name[dot..] : "";
    }
}
