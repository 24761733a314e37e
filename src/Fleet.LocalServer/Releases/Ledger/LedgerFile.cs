using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fleet.LocalServer.Releases.Model;
using Fleet.LocalServer.Releases.RunEvents;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>
/// The file a ledger is exported to, in lines of JSON: a header, the entries with their hashes, the run events, and a last line with the hash of all
/// lines before it.
/// </summary>
internal static class LedgerFile
{
    private const string Format = "fleet-ledger";
    private const int Version = 1;

    /// <summary>The contents of the header.</summary>
    internal sealed record Head(long Entries, long Events, byte[] LastHash);

    /// <summary>Writes the header.</summary>
    public static void WriteHead(JsonText json, LedgerHead head, long events, long now) => json.OpenObject()
        .Field("format", Format)
        .Field("version", Version)
        .Field("exported_at", WireTime.Record(now))
        .Field("entries", head.Entries)
        .Field("events", events)
        .Field("head", Convert.ToHexStringLower(head.Hash))
        .CloseObject()
        .EndLine();

    /// <summary>Writes the last line.</summary>
    public static void WriteEnd(JsonText json, byte[] hash) =>
        json.OpenObject().Field("end", true).Field("sha256", Convert.ToHexStringLower(hash)).CloseObject().EndLine();

    /// <summary>Validates a whole file: its lines, its last line and the chain of its entries.</summary>
    /// <exception cref="RefusedException">The file is not an exported ledger, or is incomplete or changed.</exception>
    public static Head Check(string path)
    {
        using IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IEnumerator<string> lines = File.ReadLines(path).GetEnumerator();
        Head head = ReadHead(Next(lines, all));
        byte[] last = LedgerEntry.Genesis;
        for (long seq = 1; seq <= head.Entries; seq++)
        {
            LedgerEntry entry = ReadEntry(Next(lines, all));
            if (entry.Seq != seq || !LedgerEntry.HashOf(last, entry.Seq, entry.Kind, entry.Ref, entry.Body).AsSpan().SequenceEqual(entry.Hash))
            {
                throw new RefusedException($"Entry {seq} of the exported ledger does not match its hash and the entry before it.");
            }

            last = entry.Hash;
        }

        if (!last.AsSpan().SequenceEqual(head.LastHash))
        {
            throw new RefusedException("The exported ledger does not end with the entry its first line names.");
        }

        for (long i = 0; i < head.Events; i++)
        {
            Next(lines, all);
        }

        byte[] hash = all.GetHashAndReset();
        JsonText end = new();
        WriteEnd(end, hash);
        return lines.MoveNext() && lines.Current + "\n" == Encoding.UTF8.GetString(end.Written.Span) && !lines.MoveNext()
            ? head
            : throw new RefusedException("The exported ledger is truncated or was changed: its last line does not match.");
    }

    /// <summary>Reads the entries of a validated file.</summary>
    public static IEnumerable<LedgerEntry> ReadEntries(string path, Head head) => Take(File.ReadLines(path).Skip(1), head.Entries).Select(ReadEntry);

    /// <summary>Reads the events of a validated file.</summary>
    public static IEnumerable<PreparedEvent> ReadEvents(string path, Head head)
    {
        foreach (string line in Take(Skip(File.ReadLines(path), head.Entries + 1), head.Events))
        {
            using JsonDocument document = Parse(line);
            yield return new PreparedEvent(RunEvent.Read(document.RootElement, stored: true), Encoding.UTF8.GetBytes(line));
        }
    }

    private static string Next(IEnumerator<string> lines, IncrementalHash hash)
    {
        if (!lines.MoveNext())
        {
            throw new RefusedException("The exported ledger is truncated.");
        }

        hash.AppendData(Encoding.UTF8.GetBytes(lines.Current));
        hash.AppendData("\n"u8);
        return lines.Current;
    }

    private static Head ReadHead(string line)
    {
        using JsonDocument document = Parse(line);
        return SettingsDocument.Read(document.RootElement, Format, static root =>
        {
            if (root.Text("format") != Format || root.Count("version") != Version)
            {
                throw new RefusedException("This is not a ledger exported here, or it is from a newer version.");
            }

            return new Head(root.Count("entries"), root.Count("events"), ReadHash(root.Text("head")));
        });
    }

    private static LedgerEntry ReadEntry(string line)
    {
        using JsonDocument document = Parse(line);
        JsonElement root = document.RootElement;
        return root.TryGetProperty("body", out JsonElement body)
            ? SettingsDocument.Read(root, "LedgerEntry", fields => new LedgerEntry(
                fields.Count("seq"), fields.Text("kind"), fields.Text("ref"), Encoding.UTF8.GetBytes(body.GetRawText()), ReadHash(fields.Text("hash"))))
            : throw new RefusedException("An entry of the exported ledger has no body.");
    }

    private static byte[] ReadHash(string text) =>
        text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(text)
            : throw new RefusedException("The exported ledger contains an invalid hash.");

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException e)
        {
            throw new RefusedException($"The exported ledger contains a line that is not JSON: {e.Message}");
        }
    }

    private static IEnumerable<string> Skip(IEnumerable<string> lines, long count) => lines.SkipWhile(_ => count-- > 0);

    private static IEnumerable<string> Take(IEnumerable<string> lines, long count) => lines.TakeWhile(_ => count-- > 0);
}
