using System.Text;
using System.Text.Json;

namespace Fleet.Client.Core;

/// <summary>The field names of one kind of object, derived from an enum: <c>InstanceId</c> becomes <c>instance_id</c>.</summary>
internal sealed class JsonFields
{
    private readonly byte[][] _names;

    private JsonFields(byte[][] names) => _names = names;

    public int Count => _names.Length;

    public static JsonFields Of<TField>()
        where TField : struct, Enum =>
        new([.. Enum.GetNames<TField>().Select(static name => Encoding.UTF8.GetBytes(JsonNamingPolicy.SnakeCaseLower.ConvertName(name)))]);

    /// <summary>
    /// The index of the field at the reader's position, or -1. Services write fields in a fixed order, so the one after the last is tried first.
    /// </summary>
    public int Find(ref Utf8JsonReader json, int expected)
    {
        if (expected < _names.Length && json.ValueTextEquals(_names[expected]))
        {
            return expected;
        }

        for (int i = 0; i < _names.Length; i++)
        {
            if (json.ValueTextEquals(_names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
