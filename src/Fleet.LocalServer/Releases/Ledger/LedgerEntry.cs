using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Releases.Ledger;

/// <summary>One entry of the ledger.</summary>
/// <param name="Seq">Its number, from 1 on without gaps.</param>
/// <param name="Kind">What it records.</param>
/// <param name="Ref">The id of what it is about.</param>
/// <param name="Body">The record, as JSON.</param>
/// <param name="Hash">Its hash, which covers all of this and the hash of the entry before.</param>
internal sealed record LedgerEntry(long Seq, string Kind, string Ref, byte[] Body, byte[] Hash)
{
    /// <summary>What the first entry is chained to.</summary>
    public static readonly byte[] Genesis = new byte[SHA256.HashSizeInBytes];

    /// <summary>The hash an entry must have.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> previous, long seq, string kind, string reference, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        hash.AppendData(previous);
        BinaryPrimitives.WriteInt64BigEndian(number, seq);
        hash.AppendData(number);
        foreach (byte[] part in (byte[][])[Encoding.UTF8.GetBytes(kind), Encoding.UTF8.GetBytes(reference), body.ToArray()])
        {
            // Each part comes after its length, so that no letter can move from one to the next.
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

/// <summary>The end of the ledger: who keeps it elsewhere can tell later that nothing before it was changed or removed.</summary>
internal readonly record struct LedgerHead(long Entries, byte[] Hash)
{
    /// <summary>Writes the head.</summary>
    public void Write(JsonText json) => json.OpenObject().Field("entries", Entries).Field("hash", Convert.ToHexStringLower(Hash)).CloseObject();
}
