using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Api;

/// <summary>The parts shared by the calls that register something.</summary>
internal static class RegistryCalls
{
    /// <summary>
    /// Reads a bundle, either as <c>files</c> (each with <c>path</c> and base64 <c>content</c>) or as the <c>artifact</c> and <c>checksum</c>
    /// that the caller computed from them.
    /// </summary>
    public static Func<(ReleaseArtifact? Artifact, string Checksum)> ReadBundle(JsonFields body, bool needsArtifact)
    {
        if (body.Find("files") is { } files)
        {
            return () =>
            {
                List<BundleFile> read = ReadFiles(files);
                return (needsArtifact ? Bundle.ReadArtifact(read) : null, Bundle.Checksum(read));
            };
        }

        string checksum = body.Text("checksum");
        JsonElement? artifact = needsArtifact ? body.Find("artifact") : null;
        if (needsArtifact && artifact is null)
        {
            body.Add("artifact", "Give either 'files' or 'artifact' and 'checksum'", "missing");
        }

        return () => checksum.Length == 64 && checksum.All(char.IsAsciiHexDigitLower)
            ? (artifact is { } document ? ReleaseArtifact.Read(document) : null, checksum)
            : throw new RefusedException("checksum must be 64 lower-case hex digits.");
    }

    /// <summary>Reads a document, sent either as JSON under its name or as text under <c>yaml</c>.</summary>
    public static Func<JsonElement> ReadDocument(JsonFields body, string name)
    {
        if (body.Find(name) is { } document)
        {
            return () => document;
        }

        string? yaml = body.TextOrNull("yaml");
        if (yaml is null)
        {
            body.Add(name, $"Give either '{name}' or 'yaml'", "missing");
        }

        return () => Bundle.ReadYaml(Encoding.UTF8.GetBytes(yaml ?? ""), "yaml");
    }

    private static List<BundleFile> ReadFiles(JsonElement files)
    {
        List<BundleFile> read = [];
        foreach (JsonElement file in files.ValueKind == JsonValueKind.Array ? files.EnumerateArray() : throw Wrong())
        {
            if (file.ValueKind != JsonValueKind.Object
                || !file.TryGetProperty("path", out JsonElement path) || path.ValueKind != JsonValueKind.String || path.GetString() is not { Length: > 0 } name
                || !file.TryGetProperty("content", out JsonElement content) || content.ValueKind != JsonValueKind.String
                || !content.TryGetBytesFromBase64(out byte[]? bytes))
            {
                throw Wrong();
            }

            if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Any(static part => part is "" or "." or ".."))
            {
                throw new RefusedException($"A file's path must be relative and use '/': {PythonText.Quote(name)}.");
            }

            if (read.Exists(known => known.Path == name))
            {
                throw new RefusedException($"The bundle has two files {PythonText.Quote(name)}.");
            }

            read.Add(new BundleFile(name, bytes));
        }

        return read;

        static RefusedException Wrong() => new("files must be a list of objects with 'path' and base64 'content'.");
    }
}
