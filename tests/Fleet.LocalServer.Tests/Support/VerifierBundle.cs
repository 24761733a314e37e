using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.LocalServer.Tests.Support;

/// <summary>Creates bundles of verifiers as the SDK does.</summary>
internal static class VerifierBundle
{
    /// <summary>Bundles a verifier's code, with its hash.</summary>
    public static (string Sha256, string Base64) Make(string code)
    {
        byte[] bundle = Zip([("requirements.txt", "fleet-python"u8.ToArray()), ("verifier.py", Encoding.UTF8.GetBytes(code))]);
        return (Hash(bundle), Convert.ToBase64String(bundle));
    }

    /// <summary>The hash that identifies a bundle.</summary>
    public static string Hash(byte[] bundle) => Convert.ToHexStringLower(SHA256.HashData(bundle));

    /// <summary>Creates a ZIP file.</summary>
    public static byte[] Zip(IEnumerable<(string Name, byte[] Bytes)> members)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] bytes) in members)
            {
                using Stream member = archive.CreateEntry(name).Open();
                member.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
