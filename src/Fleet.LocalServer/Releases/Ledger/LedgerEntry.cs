using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>One entry of the ledger.</summary>
/// <param name="Seq">Its number, from 1 without gaps.</param>
/// <param name="Kind">The kind of entry.</param>
/// <param name="Ref">The id of its subject.</param>
/// <param name="Body">The record, as JSON.</param>
/// <param name="Hash">Its hash, which covers all of this and the hash of the previous entry.</param>
internal sealed record LedgerEntry(long Seq, string Kind, string Ref, byte[] Body, byte[] Hash)
{
    /// <summary>The hash that the first entry is chained to.</summary>
    public static readonly byte[] Genesis = new byte[SHA256.HashSizeInBytes];

    /// <summary>Computes the hash of an entry.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> previous, long seq, string kind, string reference, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        hash.AppendData(previous);
        BinaryPrimitives.WriteInt64BigEndian(number, seq);
        hash.AppendData(number);
        foreach (byte[] part in (byte[][])[Encoding.UTF8.GetBytes(kind), Encoding.UTF8.GetBytes(reference), body.ToArray()])
        {
            // Each part is preceded by its length, so that no byte can move from one part to the next.
            BinaryPrimitives.WriteInt64BigEndian(number, part.Length);
            hash.AppendData(number);
            hash.AppendData(part);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Writes the entry.</summary>
    public void Write(JsonText json) => json.OpenObject()
        .Field("seq", Seq)
        .Field("kind", Kind)
        .Field("ref", Ref)
        .Field("hash", Convert.ToHexStringLower(Hash))
        .Name("body").Raw(Body)
        .CloseObject();
}

/// <summary>The end of the ledger. Kept elsewhere, it can later prove that no entry before it was changed or removed.</summary>
internal readonly record struct LedgerHead(long Entries, byte[] Hash)
{
    /// <summary>Writes the head.</summary>
    public void Write(JsonText json) => json.OpenObject().Field("entries", Entries).Field("hash", Convert.ToHexStringLower(Hash)).CloseObject();
}
