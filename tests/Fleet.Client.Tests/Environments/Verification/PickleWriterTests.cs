using System.Buffers;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Environments;

namespace Fleet.Client.Tests.Environments;

/// <summary>
/// The pickle, against Python's own: Python must read back the same values, and write the same bytes for values that do not contain the same object twice.
/// </summary>
public sealed class PickleWriterTests
{
    // One line of input is [args, kwargs] as JSON and a pickle. Python reads the JSON, builds the same arguments, and compares values, types and bytes.
    private const string Compare = """
        import base64, io, json, pickle, sys
        def fresh(v):
            if isinstance(v, str):
                return (v + '!')[:-1] if v else v
            if isinstance(v, list):
                return [fresh(x) for x in v]
            if isinstance(v, dict):
                return {fresh(k): fresh(x) for k, x in v.items()}
            return v
        for line in sys.stdin:
            text, data = line.rstrip('\n').split('\t')
            data = base64.b64decode(data)
            args, kwargs = json.loads(text)
            value = {'args': (None, *fresh(args), {'env': 'i1'}), 'kwargs': fresh(kwargs)}
            if repr(pickle.loads(data)) != repr(value):
                print('value', text[:200]); continue
            out = io.BytesIO()
            pickle.Pickler(out, protocol=5).dump(value)
            if out.getvalue() != data:
                print('bytes', text[:200])
        print('done')
        """;

    [Fact]
    public void Python_reads_and_writes_the_same_edges()
    {
        object?[] integers =
        [
            .. (
                (BigInteger[])
                    [
                        0,
                        1,
                        255,
                        256,
                        65535,
                        65536,
                        int.MaxValue,
                        (BigInteger)int.MaxValue + 1,
                        long.MaxValue,
                        ulong.MaxValue,
                        BigInteger.Pow(2, 2039) - 1,
                        BigInteger.Pow(2, 2040),
                        BigInteger.Pow(3, 2000),
                    ])
                .SelectMany(static number => (BigInteger[])[number, -number, -number - 1])
                .Select(static number => FreeValue.Plain(number, "")),
        ];
        object?[] texts =
        [
            .. ((int[])[2, 255, 256, 65_535, 65_536, 70_000]).Select(static length => (object?)new string('x', length)),
            "é",
            new string('é', 128),
            "日本語 😀",
            "a\0b\n",
        ];
        object?[] lists =
        [
            .. ((int[])[0, 1, 2, 999, 1000, 1001, 2000, 2001, 40_000]).Select(static count =>
                (object?)Enumerable.Range(0, count).Select(static i => (object?)(long)i).ToArray()),
        ];
        object?[] dictionaries = [.. ((int[])[0, 1, 2, 999, 1000, 1001, 2000, 2001]).Select(static count => (object?)Dictionary(count))];
        object?[] floats = [0.0, -0.0, 1.0, 0.1, -1e300, 5e-324, double.MaxValue];

        Check([
            ([], []), ([null], []), ([true, false], []), ([1L, 2L, 3L], []), ([1L, 2L, 3L, 4L], []),
            (integers, []), (texts, []), (lists, []), (dictionaries, []), (floats, []),
            ([(object?[])[(object?[])[]]], Dictionary(3)),
        ]);
    }

    [Fact]
    public void Python_reads_and_writes_the_same_random_values()
    {
        Random random = new(20260102);
        Check([
            .. Enumerable
                .Range(0, 500)
                .Select(_ => ((object?[])[.. Enumerable.Range(0, random.Next(5)).Select(_ => Value(random, 4))], Dictionary(random, 3))),
        ]);
    }

    private static void Check(IEnumerable<(object?[] Args, OrderedDictionary<string, object?> Named)> cases)
    {
        StringBuilder input = new();
        foreach ((object?[] args, OrderedDictionary<string, object?> named) in cases)
        {
            ArrayBufferWriter<byte> json = new();
            using (Utf8JsonWriter writer = new(json))
            {
                FreeValue.Write(writer, new object?[] { args, named });
            }

            input
                .Append(Encoding.UTF8.GetString(json.WrittenSpan))
                .Append('\t')
                .Append(Convert.ToBase64String(PickleWriter.Arguments(args, named, "i1")))
                .Append('\n');
        }

        Assert.Equal("done", Python.Run(Compare, input.ToString()).Trim());
    }

    private static object? Value(Random random, int depth) => random.Next(depth > 0 ? 9 : 7) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(63),
        3 => random.NextDouble() * Math.Pow(10, random.Next(-300, 300)),
        4 => FreeValue.Plain(BigInteger.Pow(random.NextInt64(), random.Next(1, 40)), ""),
        5 or 6 => Text(random),
        7 => Enumerable.Range(0, random.Next(6)).Select(_ => Value(random, depth - 1)).ToArray(),
        _ => Dictionary(random, depth - 1),
    };

    // Python has one object for each text of one Latin letter, and one for the empty text; those would be the same object twice.
    private static string Text(Random random) =>
        "t" + Convert.ToHexString(BitConverter.GetBytes(random.NextInt64())) + new string((char)random.Next(0x100, 0xD000), random.Next(200));

    private static OrderedDictionary<string, object?> Dictionary(Random random, int depth) =>
        new(Enumerable.Range(0, random.Next(5)).Select(_ => KeyValuePair.Create(Text(random), Value(random, depth))));

    private static OrderedDictionary<string, object?> Dictionary(int count) =>
        new(Enumerable.Range(0, count).Select(static i => KeyValuePair.Create($"key{i}", (object?)(long)i)));
}
