using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Fleet.LocalServer.Environments.Verification;

/// <summary>
/// Reads a Python pickle of plain values: None, booleans, numbers, strings, bytes, tuples, lists and dictionaries with string keys. Anything that
/// would import or call something in Python is rejected, so reading never runs code.
/// </summary>
internal ref struct PickleReader
{
    private const int NewestProtocol = 5;
    private const int DepthLimit = 64;
    private const int ValueLimit = 1_000_000;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly object s_mark = new();

    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private ReadOnlySpan<byte> _left;

    private PickleReader(ReadOnlySpan<byte> pickle) => _left = pickle;

    /// <summary>
    /// Reads a pickle. Integers become <see cref="long"/> or <see cref="BigInteger"/>, tuples become arrays, and lists and dictionaries become those of .NET.
    /// </summary>
    public static object? Read(ReadOnlySpan<byte> pickle)
    {
        PickleReader reader = new(pickle);
        object? value = reader.ReadAll();
        int values = 0;
        Measure(value, 0, ref values);
        return value;
    }

    private object? ReadAll()
    {
        while (true)
        {
            byte code = Take(1)[0];
            if (code == (byte)'.')
            {
                object? value = Pop();
                return _stack.Count == 0 && _left.IsEmpty ? value : throw new PickleException("The pickle continues after its end.");
            }

            Step(code);
        }
    }

    private void Step(byte code)
    {
        switch (code)
        {
            case 0x80: RequireProtocol(Take(1)[0]); break;
            case 0x95: RequireFrame(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))); break;
            case (byte)'(': _stack.Add(s_mark); break;
            case (byte)'0': Pop(); break;
            case (byte)'1': PopToMark(); break;
            case (byte)'2': _stack.Add(Top()); break;
            case (byte)'N': _stack.Add(null); break;
            case 0x88: _stack.Add(true); break;
            case 0x89: _stack.Add(false); break;
            case (byte)'K': _stack.Add((long)Take(1)[0]); break;
            case (byte)'M': _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case (byte)'J': _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case 0x8A: PushWhole(Take(Take(1)[0])); break;
            case 0x8B: PushWhole(Take(Length4())); break;
            case (byte)'G': _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case 0x8C: _stack.Add(Text(Take(1)[0])); break;
            case (byte)'X': _stack.Add(Text(Length4())); break;
            case 0x8D: _stack.Add(Text(Length8())); break;
            case (byte)'C': _stack.Add(Take(Take(1)[0]).ToArray()); break;
            case (byte)'B': _stack.Add(Take(Length4()).ToArray()); break;
            case 0x8E or 0x96: _stack.Add(Take(Length8()).ToArray()); break;
            case (byte)']': _stack.Add(new List<object?>()); break;
            case (byte)'l': _stack.Add(new List<object?>(PopToMark())); break;
            case (byte)'a': AppendOne(); break;
            case (byte)'e': AppendMany(); break;
            case (byte)')': _stack.Add(Array.Empty<object?>()); break;
            case (byte)'t': _stack.Add(PopToMark()); break;
            case 0x85 or 0x86 or 0x87: Tuple(code - 0x84); break;
            case (byte)'}': _stack.Add(new Dictionary<string, object?>()); break;
            case (byte)'d': _stack.Add(SetItems(new Dictionary<string, object?>(), PopToMark())); break;
            case (byte)'s': SetOne(); break;
            case (byte)'u': SetMany(); break;
            case 0x94: _memo[(uint)_memo.Count] = Top(); break;
            case (byte)'q': _memo[Take(1)[0]] = Top(); break;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Top(); break;
            case (byte)'h': _stack.Add(Recall(Take(1)[0])); break;
            case (byte)'j': _stack.Add(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
            default: throw Refuse(code);
        }
    }

    private static PickleException Refuse(byte code) => code switch
    {
        (byte)'c' or (byte)'i' or (byte)'o' or (byte)'R' or (byte)'b' or 0x81 or 0x92 or 0x93 or 0x82 or 0x83 or 0x84 or (byte)'P' or (byte)'Q' =>
            new PickleException("The pickle would import or call something in Python; only plain values are read.", needsPython: true),
        0x8F or 0x90 or 0x91 => new PickleException(
            "The pickle contains a set; only None, booleans, numbers, strings, bytes, tuples, lists and dictionaries are supported.", needsPython: true),
        _ => new PickleException($"The pickle has the code 0x{code:X2}, which is not one of protocols 2 to {NewestProtocol}."),
    };

    private static void RequireProtocol(byte protocol)
    {
        if (protocol is < 2 or > NewestProtocol)
        {
            throw new PickleException($"The pickle is of protocol {protocol}; protocols 2 to {NewestProtocol} are read.");
        }
    }

    private readonly void RequireFrame(ulong length)
    {
        if (length > (ulong)_left.Length)
        {
            throw Truncated();
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
        {
            throw Truncated();
        }

        ReadOnlySpan<byte> taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    private int Length4() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)) is var length && length <= (uint)_left.Length ? (int)length : throw Truncated();

    private int Length8() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8)) is var length && length <= (ulong)_left.Length ? (int)length : throw Truncated();

    private string Text(int length)
    {
        try
        {
            return s_utf8.GetString(Take(length));
        }
        catch (DecoderFallbackException)
        {
            throw new PickleException("A string in the pickle is not UTF-8.");
        }
    }

    private readonly void PushWhole(ReadOnlySpan<byte> bytes)
    {
        BigInteger whole = new(bytes);
        if (whole >= long.MinValue && whole <= long.MaxValue)
        {
            _stack.Add((long)whole);
        }
        else
        {
            _stack.Add(whole);
        }
    }

    private readonly object? Top() => _stack.Count > 0 && !ReferenceEquals(_stack[^1], s_mark) ? _stack[^1] : throw Unbalanced();

    private object? Pop()
    {
        object? top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopToMark()
    {
        int mark = _stack.LastIndexOf(s_mark);
        if (mark < 0)
        {
            throw Unbalanced();
        }

        object?[] items = [.. _stack[(mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private void Tuple(int count)
    {
        object?[] items = new object?[count];
        while (count > 0)
        {
            items[--count] = Pop();
        }

        _stack.Add(items);
    }

    private void AppendOne()
    {
        object? item = Pop();
        TopAs<List<object?>>().Add(item);
    }

    private void AppendMany()
    {
        object?[] items = PopToMark();
        TopAs<List<object?>>().AddRange(items);
    }

    private void SetOne()
    {
        object? value = Pop();
        object? key = Pop();
        SetItems(TopAs<Dictionary<string, object?>>(), [key, value]);
    }

    private void SetMany()
    {
        object?[] items = PopToMark();
        SetItems(TopAs<Dictionary<string, object?>>(), items);
    }

    private static Dictionary<string, object?> SetItems(Dictionary<string, object?> map, object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw Unbalanced();
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            map[items[i] as string ?? throw new PickleException("A key of a dictionary in the pickle is not a text.", needsPython: true)] = items[i + 1];
        }

        return map;
    }

    private readonly T TopAs<T>() where T : class => Top() as T ?? throw Unbalanced();

    private readonly object? Recall(uint place) =>
        _memo.TryGetValue(place, out object? value) ? value : throw new PickleException($"The pickle refers to entry {place} of its memo, which is empty.");

    /// <summary>Rejects values that are nested too deeply, refer to themselves or would expand without bound.</summary>
    private static void Measure(object? value, int depth, ref int values)
    {
        if (++values > ValueLimit)
        {
            throw new PickleException($"The pickle contains more than {ValueLimit} values.");
        }

        if (depth > DepthLimit)
        {
            throw new PickleException($"The pickle is nested more than {DepthLimit} levels deep, or holds itself.");
        }

        IEnumerable<object?> items = value switch
        {
            object?[] tuple => tuple,
            List<object?> list => list,
            Dictionary<string, object?> map => map.Values,
            _ => [],
        };
        foreach (object? item in items)
        {
            Measure(item, depth + 1, ref values);
        }
    }

    private static PickleException Truncated() => new("The pickle ends too early.");

    private static PickleException Unbalanced() => new("The pickle pops a value that is not on its stack.");
}

/// <summary>A pickle cannot be read safely.</summary>
/// <param name="message">The reason.</param>
/// <param name="needsPython">True if Python could read it.</param>
internal sealed class PickleException(string message, bool needsPython = false) : FormatException(message)
{
    /// <summary>True if Python could read it.</summary>
    public bool NeedsPython { get; } = needsPython;
}
