using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Client.Environments;

/// <summary>
/// The archive that a verifier is sent in. Its bytes, and so its hash, depend only on the code: not on the clock (as the original's do), nor on the
/// machine or the version of a compression library. For this reason the members are deflate streams of stored blocks, with one fixed time.
/// </summary>
internal sealed class VerifierBundle
{
    // 1980-01-01 00:00:00, the earliest time of the format.
    private const uint FirstTime = 0x0021_0000;
    private const ushort Version = 20;
    private const ushort MadeOnUnix = 3 << 8;
    private const uint PlainFile = 0x81A4_0000;
    private const ushort Deflate = 8;

    private static readonly uint[] s_crc = Table();

    private VerifierBundle(byte[] bytes)
    {
        Bytes = bytes;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>The archive.</summary>
    public byte[] Bytes { get; }

    /// <summary>The hash: 64 lower-case hex digits.</summary>
    public string Sha256 { get; }

    /// <summary>Packs the source code of a verifier, exactly as it is.</summary>
    public static VerifierBundle Of(string code)
    {
        MemoryStream archive = new();
        MemoryStream directory = new();
        (string Name, byte[] Content)[] members = [("requirements.txt", "fleet-python"u8.ToArray()), ("verifier.py", Encoding.UTF8.GetBytes(code))];
        foreach ((string name, byte[] content) in members)
        {
            uint offset = (uint)archive.Length;
            byte[] packed = Pack(content);
            byte[] common = Common(name, content, packed);

            Write(archive, 0x0403_4B50u);
            archive.Write(common);
            archive.Write(Encoding.ASCII.GetBytes(name));
            archive.Write(packed);

            Write(directory, 0x0201_4B50u);
            Write(directory, (ushort)(MadeOnUnix | Version));
            directory.Write(common);
            Write(directory, (ushort)0, (ushort)0, (ushort)0);
            Write(directory, PlainFile);
            Write(directory, offset);
            directory.Write(Encoding.ASCII.GetBytes(name));
        }

        uint start = (uint)archive.Length;
        directory.WriteTo(archive);
        Write(archive, 0x0605_4B50u);
        Write(archive, (ushort)0, (ushort)0, (ushort)members.Length, (ushort)members.Length);
        Write(archive, (uint)directory.Length);
        Write(archive, start);
        Write(archive, (ushort)0);
        return new VerifierBundle(archive.ToArray());
    }

    // The part shared by the header of a member and its entry in the directory.
    private static byte[] Common(string name, byte[] content, byte[] packed)
    {
        MemoryStream header = new();
        Write(header, Version, (ushort)0, Deflate);
        Write(header, FirstTime);
        Write(header, Crc(content));
        Write(header, (uint)packed.Length);
        Write(header, (uint)content.Length);
        Write(header, (ushort)name.Length, (ushort)0);
        return header.ToArray();
    }

    private static byte[] Pack(byte[] content)
    {
        MemoryStream packed = new();
        int at = 0;
        do
        {
            int length = Math.Min(ushort.MaxValue, content.Length - at);
            packed.WriteByte(at + length == content.Length ? (byte)1 : (byte)0);
            Write(packed, (ushort)length, (ushort)~length);
            packed.Write(content, at, length);
            at += length;
        }
        while (at < content.Length);

        return packed.ToArray();
    }

    private static uint Crc(byte[] content)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in content)
        {
            crc = s_crc[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] Table()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB8_8320;
            }

            table[i] = crc;
        }

        return table;
    }

    private static void Write(MemoryStream target, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        target.Write(bytes);
    }

    private static void Write(MemoryStream target, params ReadOnlySpan<ushort> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        foreach (ushort value in values)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
            target.Write(bytes);
        }
    }
}
