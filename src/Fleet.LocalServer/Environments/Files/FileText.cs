using System.Text;
using System.Text.Unicode;
using Fleet.LocalServer.Environments.Instances;

namespace Fleet.LocalServer.Environments.Files;

/// <summary>Reads the content of files as text.</summary>
internal static class FileText
{
    /// <summary>Reads the start of a file as text; returns null if the file is not text.</summary>
    public static string? Read(InstanceFile file, long mostBytes)
    {
        ReadOnlySpan<byte> bytes = file.Read(mostBytes);
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        // The limit may split a character: drop what is left of it.
        for (int cut = 0; cut < 4 && cut <= bytes.Length; cut++)
        {
            if (Utf8.IsValid(bytes[..^cut]) && (cut == 0 || file.Info.Length > mostBytes))
            {
                return bytes.Contains((byte)0) ? null : Encoding.UTF8.GetString(bytes[..^cut]);
            }
        }

        return null;
    }
}
