using System.Buffers;
using System.Text.Json;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fleet.LocalServer.Environments.Diff;

/// <summary>Creates the answer to a request to compare two databases.</summary>
internal static class StructuredDiff
{
    /// <summary>Compares <c>seed</c> with <c>main</c>. Errors from SQLite are reported in the answer.</summary>
    /// <param name="connection">A connection with both databases.</param>
    /// <param name="filter">The tables and fields to exclude.</param>
    /// <param name="fromSeed">True if the seed is the earlier state; false to compare the other way round.</param>
    public static ReadOnlyMemory<byte> Compare(SqliteConnection connection, DiffFilter filter, bool fromSeed = true)
    {
        try
        {
            return Write(true, "Structured diff generated successfully", new DatabaseDiff(connection, filter, fromSeed).Write);
        }
        catch (SqliteException e)
        {
            string reason = e.SqliteErrorCode == raw.SQLITE_INTERRUPT ? "the comparison ran too long and was ended" : e.Message;
            return Write(false, $"Failed to generate structured diff: {reason}", static writer =>
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            });
        }
    }

    private static ReadOnlyMemory<byte> Write(bool success, string message, Action<Utf8JsonWriter> diff)
    {
        ArrayBufferWriter<byte> bytes = new(4096);
        using (Utf8JsonWriter writer = new(bytes, Answer.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success", success);
            writer.WritePropertyName("diff");
            diff(writer);
            writer.WriteString("message", message);
            writer.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }
}
