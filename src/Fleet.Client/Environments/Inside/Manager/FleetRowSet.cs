using System.Text.Json;
using Fleet.Client.Core;

namespace Fleet.Client;

/// <summary>The outcome of a SQL statement: rows, or its effect.</summary>
/// <remarks>The rows are created from the response one by one during enumeration; enumerating them again creates them again.</remarks>
public sealed class FleetRowSet
{
    private const int BatchSize = 256;

    private readonly string[] _columns;
    private readonly ReadOnlyMemory<byte> _rows;
    private readonly Func<JsonFault, FleetException> _unreadable;

    internal FleetRowSet(FleetQueryResult result, string[]? columns, ReadOnlyMemory<byte> rows, Func<JsonFault, FleetException> unreadable)
    {
        Result = result;
        HasRows = columns is not null;
        _columns = columns ?? [];
        _rows = rows;
        _unreadable = unreadable;
    }

    /// <summary>True if the statement returns rows, even if it returned none.</summary>
    public bool HasRows { get; }

    /// <summary>The names of the columns; a name may occur twice.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>The effect of the statement.</summary>
    public FleetQueryResult Result { get; }

    /// <summary>The rows.</summary>
    /// <exception cref="FleetException">A row cannot be read; thrown during enumeration.</exception>
    public IEnumerable<FleetRow> Rows
    {
        get
        {
            JsonReaderState state = new(JsonSyntax.Reader);
            ReadOnlyMemory<byte> rest = _rows;
            List<FleetRow> batch = new(BatchSize);
            do
            {
                batch.Clear();
                rest = Read(rest, ref state, batch);
                foreach (FleetRow row in batch)
                {
                    yield return row;
                }
            }
            while (batch.Count == BatchSize);
        }
    }

    private ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> rest, ref JsonReaderState state, List<FleetRow> batch)
    {
        Utf8JsonReader json = new(rest.Span, isFinalBlock: true, state);
        while (batch.Count < BatchSize && json.Read())
        {
            // The brackets around all rows; the reader knows the depth even when it resumes in the middle.
            if (json.CurrentDepth == 0)
            {
                continue;
            }

            batch.Add(FreeJson.Read(ref json) is object?[] values && values.Length == _columns.Length
                ? new FleetRow(_columns, values)
                : throw _unreadable(new JsonFault(0, $"has a row that is not one of {_columns.Length} values", "rows")));
        }

        state = json.CurrentState;
        return rest[(int)json.BytesConsumed..];
    }
}
