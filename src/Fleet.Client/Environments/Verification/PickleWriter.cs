using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Fleet.Client.Environments;

/// <summary>
/// Writes the arguments of a verifier as the original's Python does, byte for byte: pickle protocol 5 in frames. Each text and container is
/// written out in place and put in the memo, which nothing refers to: equal texts are different objects here, as an agent's answer is in the original.
/// </summary>
internal sealed class PickleWriter
{
    private const int FrameTarget = 64 * 1024;
    private const int BatchSize = 1000;

    private const byte Mark = (byte)'(';
    private const byte Stop = (byte)'.';
    private const byte None = (byte)'N';
    private const byte True = 0x88;
    private const byte False = 0x89;
    private const byte Int = (byte)'J';
    private const byte Int1 = (byte)'K';
    private const byte Int2 = (byte)'M';
    private const byte Long1 = 0x8A;
    private const byte Long4 = 0x8B;
    private const byte Float = (byte)'G';
    private const byte Text1 = 0x8C;
    private const byte Text4 = (byte)'X';
    private const byte EmptyDict = (byte)'}';
    private const byte SetItem = (byte)'s';
    private const byte SetItems = (byte)'u';
    private const byte EmptyList = (byte)']';
    private const byte Append = (byte)'a';
    private const byte Appends = (byte)'e';
    private const byte Tuple = (byte)'t';
    private const byte Tuple2 = 0x86;
    private const byte Tuple3 = 0x87;
    private const byte Memoize = 0x94;
    private const byte Frame = 0x95;
    private const byte Protocol = 0x80;

    private readonly ArrayBufferWriter<byte> _done = new();
    private readonly ArrayBufferWriter<byte> _frame = new();

    private PickleWriter()
    {
    }

    /// <summary>Pickles <c>{"args": (None, *positional, {"env": id}), "kwargs": named}</c>.</summary>
    /// <param name="positional">Plain values.</param>
    /// <param name="named">Plain values.</param>
    /// <param name="instanceId">The instance.</param>
    public static byte[] Arguments(object?[] positional, OrderedDictionary<string, object?> named, string instanceId)
    {
        PickleWriter pickle = new();
        pickle._done.Write((ReadOnlySpan<byte>)[Protocol, 5]);
        pickle.Put(EmptyDict, Memoize, Mark);
        pickle.Value("args");
        pickle.ArgumentTuple([null, .. positional, new OrderedDictionary<string, object?> { ["env"] = instanceId }]);
        pickle.Value("kwargs");
        pickle.Value(named);
        pickle.Put(SetItems);
        pickle.EndOfValue();
        pickle.Put(Stop);
        pickle.EndFrame();
        return pickle._done.WrittenSpan.ToArray();
    }

    private void ArgumentTuple(object?[] items)
    {
        bool marked = items.Length > 3;
        if (marked)
        {
            Put(Mark);
        }

        foreach (object? item in items)
        {
            Value(item);
        }

        Put(marked ? Tuple : items.Length == 3 ? Tuple3 : Tuple2, Memoize);
        EndOfValue();
    }

    private void Value(object? plain)
    {
        switch (plain)
        {
            case null:
                Put(None);
                break;
            case bool flag:
                Put(flag ? True : False);
                break;
            case long number:
                Integer(number);
                break;
            case BigInteger number:
                LongInteger(number);
                break;
            case double number:
                Put(Float);
                BinaryPrimitives.WriteDoubleBigEndian(Reserve(sizeof(double)), number);
                break;
            case string text:
                String(text);
                break;
            case object?[] items:
                Put(EmptyList, Memoize);
                Batches(items, Value, Append, Appends, isDictionary: false);
                break;
            case OrderedDictionary<string, object?> fields:
                Put(EmptyDict, Memoize);
                Batches([.. fields], Pair, SetItem, SetItems, isDictionary: true);
                break;
            default:
                throw new ArgumentException($"{plain.GetType()} is not a plain value.", nameof(plain));
        }

        EndOfValue();
    }

    private void Pair(KeyValuePair<string, object?> pair)
    {
        Value(pair.Key);
        Value(pair.Value);
    }

    private void Batches<T>(T[] items, Action<T> write, byte one, byte many, bool isDictionary)
    {
        if (items.Length == 1)
        {
            write(items[0]);
            Put(one);
            return;
        }

        // Python checks for the end of a dictionary only after a full batch: one of exactly a thousand entries ends with an empty batch.
        int last = isDictionary && items.Length > 0 ? items.Length : items.Length - 1;
        for (int start = 0; start <= last; start += BatchSize)
        {
            Put(Mark);
            foreach (T item in items.AsSpan(start, Math.Min(BatchSize, items.Length - start)))
            {
                write(item);
            }

            Put(many);
        }
    }

    private void Integer(long number)
    {
        switch (number)
        {
            case >= 0 and <= byte.MaxValue:
                Put(Int1, (byte)number);
                break;
            case >= 0 and <= ushort.MaxValue:
                Put(Int2);
                BinaryPrimitives.WriteUInt16LittleEndian(Reserve(sizeof(ushort)), (ushort)number);
                break;
            case >= int.MinValue and <= int.MaxValue:
                Put(Int);
                BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), (int)number);
                break;
            default:
                LongInteger(number);
                break;
        }
    }

    private void LongInteger(BigInteger number)
    {
        byte[] bytes = number.ToByteArray();
        if (bytes.Length <= byte.MaxValue)
        {
            Put(Long1, (byte)bytes.Length);
        }
        else
        {
            Put(Long4);
            BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), bytes.Length);
        }

        _frame.Write(bytes);
    }

    private void String(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length >= FrameTarget)
        {
            // A large text is written between two frames.
            EndFrame();
            _done.Write((ReadOnlySpan<byte>)[Text4]);
            BinaryPrimitives.WriteInt32LittleEndian(_done.GetSpan(sizeof(int)), bytes.Length);
            _done.Advance(sizeof(int));
            _done.Write(bytes);
        }
        else if (bytes.Length <= byte.MaxValue)
        {
            Put(Text1, (byte)bytes.Length);
            _frame.Write(bytes);
        }
        else
        {
            Put(Text4);
            BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), bytes.Length);
            _frame.Write(bytes);
        }

        Put(Memoize);
    }

    private void EndOfValue()
    {
        if (_frame.WrittenCount >= FrameTarget)
        {
            EndFrame();
        }
    }

    private void EndFrame()
    {
        const int leastFramed = 4;
        if (_frame.WrittenCount >= leastFramed)
        {
            _done.Write((ReadOnlySpan<byte>)[Frame]);
            BinaryPrimitives.WriteInt64LittleEndian(_done.GetSpan(sizeof(long)), _frame.WrittenCount);
            _done.Advance(sizeof(long));
        }

        _done.Write(_frame.WrittenSpan);
        _frame.ResetWrittenCount();
    }

    private void Put(params ReadOnlySpan<byte> opcodes) => _frame.Write(opcodes);

    private Span<byte> Reserve(int size)
    {
        Span<byte> span = _frame.GetSpan(size)[..size];
        _frame.Advance(size);
        return span;
    }
}
