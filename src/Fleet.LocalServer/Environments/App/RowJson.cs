using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.App;

/// <summary>Writes rows as JSON.</summary>
internal static class RowJson
{
    /// <summary>Writes a row as an object.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<string> columns, object?[] row) => Write(writer => WriteRow(writer, columns, row));

    /// <summary>Writes rows as arrays of values.</summary>
    public static ReadOnlyMemory<byte> WriteValues(IReadOnlyList<object?[]> rows) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (object?[] row in rows)
        {
            writer.WriteStartArray();
            foreach (object? value in row)
            {
                SqlJson.Write(writer, value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    });

    /// <summary>Writes a page of rows.</summary>
    public static ReadOnlyMemory<byte> WriteList(TableSchema table, RowQuery query, long total, SqlResult rows) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("table", table.Name);
        writer.WriteNumber("total", total);
        writer.WriteNumber("limit", query.Limit);
        writer.WriteNumber("offset", query.Offset);
        writer.WriteStartArray("rows");
        foreach (object?[] row in rows.Rows!)
        {
            WriteRow(writer, rows.Columns!, row);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>Returns the entity tag of a row (RFC 9110, 8.8.3), which changes whenever the row does.</summary>
    public static string TagOf(ReadOnlyMemory<byte> row) => $"\"{Convert.ToHexStringLower(SHA256.HashData(row.Span).AsSpan(0, 12))}\"";

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> bytes = new(1024);
        using (Utf8JsonWriter writer = new(bytes, Answer.WriterOptions))
        {
            write(writer);
        }

        return bytes.WrittenMemory;
    }

    private static void WriteRow(Utf8JsonWriter writer, IReadOnlyList<string> columns, object?[] row)
    {
        writer.WriteStartObject();
        for (int i = 0; i < row.Length; i++)
        {
            writer.WritePropertyName(columns[i]);
            SqlJson.Write(writer, row[i]);
        }

        writer.WriteEndObject();
    }
}
