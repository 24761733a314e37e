using System.Text.Json;
using Fleet.Client.Core;

namespace Fleet.Client;

/// <summary>The outcome of a SQL statement: rows, or what it did.</summary>
/// <remarks>The rows are made out of the answer one by one, while they are walked through; walking through them again makes them again.</remarks>
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

    /// <summary>Whether the statement is one that finds rows, even if it found none.</summary>
    public bool HasRows { get; }

    /// <summary>The names of the columns; a name may be there twice.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>What the statement did.</summary>
    public FleetQueryResult Result { get; }

    /// <summary>The rows.</summary>
    /// <exception cref="FleetException">A row cannot be read; thrown while walking through them.</exception>
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
            // The brackets around all rows; the reader knows the depth even from the middle on.
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
