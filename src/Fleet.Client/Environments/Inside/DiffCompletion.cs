using System.Collections;
using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>
/// Finds what an instance's own comparison misses: tables that are new, gone or skipped, and rows with a null in their key. Whether there are any is
/// determined by counting the rows of both databases; only tables whose counts do not add up are read.
/// </summary>
internal sealed class DiffCompletion(InstanceManagerClient manager, FleetDiffOptions options)
{
    private const string Seed = "seed";
    private const string Current = "current";

    // SQLite limits a result to 2,000 columns.
    private const int CountsAtOnce = 500;

    private readonly RowFilter _filter = new(options);

    /// <summary>Completes the tables of the instance's own comparison.</summary>
    /// <exception cref="FleetException">The compared rows do not match the existing ones: the instance is being changed.</exception>
    public async Task<FleetTableDiff[]> CompleteAsync(FleetTableDiff[] compared, CancellationToken cancellationToken)
    {
        Task<Side> before = ReadAsync(Seed, cancellationToken), after = ReadAsync(Current, cancellationToken);
        await Task.WhenAll(before, after).ConfigureAwait(false);
        (Side seed, Side current) = (await before.ConfigureAwait(false), await after.ConfigureAwait(false));
        List<FleetTableDiff> whole = [.. compared.Where(table => _filter.Takes(table.Table))];
        foreach (string name in seed.Tables.Keys.Union(current.Tables.Keys, StringComparer.OrdinalIgnoreCase).Where(_filter.Takes))
        {
            int at = whole.FindIndex(table => table.Table.Equals(name, StringComparison.OrdinalIgnoreCase));
            long was = seed.Counts.GetValueOrDefault(name), isNow = current.Counts.GetValueOrDefault(name);
            if (at < 0)
            {
                FleetTableDiff passedOver = new() { Table = name, PrimaryKey = (current.Tables.GetValueOrDefault(name) ?? seed.Tables[name]).PrimaryKey };
                whole.Add((await AddAsync(passedOver, seed, current, condition: "", cancellationToken).ConfigureAwait(false)).Table);
            }
            else if (!AddsUp(whole[at], was, isNow))
            {
                string[] key = whole[at].PrimaryKey;
                string condition = key.Length == 0 ? "" : " WHERE " + string.Join(" OR ", key.Select(static column => $"{Quote(column)} IS NULL"));
                (FleetTableDiff completed, int left, int right) = await AddAsync(whole[at], seed, current, condition, cancellationToken).ConfigureAwait(false);
                whole[at] = AddsUp(whole[at], was - left, isNow - right)
                    ? completed
                    : throw new FleetException(
                        $"The comparison of the table '{name}' of the instance '{manager.InstanceId}' does not cover its rows: "
                        + $"there were {was}, and now there are {isNow}. It may be changing; try again.");
            }
        }

        return [.. whole];
    }

    private async Task<Side> ReadAsync(string database, CancellationToken cancellationToken)
    {
        FleetTable[] described = await manager.DescribeAsync(database, cancellationToken).ConfigureAwait(false);
        FleetTable[] tables = [.. described.Where(table => _filter.Takes(table.Name) && !IsOwn(table, described))];
        Dictionary<string, long> counts = new(StringComparer.OrdinalIgnoreCase);
        foreach (FleetTable[] some in tables.Chunk(CountsAtOnce))
        {
            string query = $"SELECT {string.Join(", ", some.Select(static table => $"(SELECT COUNT(*) FROM {Quote(table.Name)})"))}";
            object?[] found = (await manager.QueryAsync(query, new FleetQueryOptions { Database = database }, cancellationToken).ConfigureAwait(false))
                .Rows.FirstOrDefault()
                ?.GetValues()
                ?? [];
            for (int i = 0; i < some.Length; i++)
            {
                counts[some[i].Name] =
                    found.ElementAtOrDefault(i) as long?
                    ?? throw new FleetException(
                        $"The instance '{manager.InstanceId}' does not say how many rows the table '{some[i].Name}' of '{database}' has.");
            }
        }

        return new Side(database, tables.ToDictionary(static table => table.Name, StringComparer.OrdinalIgnoreCase), counts);
    }

    // Views have no rows of their own; SQLite has some internal tables, and virtual tables keep theirs in separate tables.
    private static bool IsOwn(FleetTable table, FleetTable[] all) =>
        table.Name.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase)
        || StartsWith(table, "CREATE VIEW")
        || all.Any(other => StartsWith(other, "CREATE VIRTUAL TABLE") && table.Name.StartsWith(other.Name + "_", StringComparison.OrdinalIgnoreCase));

    private static bool StartsWith(FleetTable table, string statement) =>
        table.Sql?.TrimStart().StartsWith(statement, StringComparison.OrdinalIgnoreCase) == true;

    private static bool AddsUp(FleetTableDiff table, long was, long isNow) => table.UnchangedCount is { } unchanged
        ? unchanged + table.Modified.Length + table.Removed.Length == was && unchanged + table.Modified.Length + table.Added.Length == isNow
        : table.Added.Length - table.Removed.Length == isNow - was;

    /// <summary>Adds the rows of one table that only one side has; of equal rows, the numbers are compared.</summary>
    private async Task<(FleetTableDiff Table, int Before, int After)> AddAsync(
        FleetTableDiff table,
        Side seed,
        Side current,
        string condition,
        CancellationToken cancellationToken)
    {
        Task<FleetRow[]> before = RowsAsync(seed, table.Table, condition, cancellationToken),
            after = RowsAsync(current, table.Table, condition, cancellationToken);
        await Task.WhenAll(before, after).ConfigureAwait(false);
        Dictionary<string, Stack<FleetRow>> unmatched = [];
        foreach (FleetRow row in await before.ConfigureAwait(false))
        {
            string text = Text(table.Table, row);
            if (!unmatched.TryGetValue(text, out Stack<FleetRow>? equal))
            {
                unmatched.Add(text, equal = []);
            }

            equal.Push(row);
        }

        List<FleetRow> added = [];
        foreach (FleetRow row in await after.ConfigureAwait(false))
        {
            if (!(unmatched.GetValueOrDefault(Text(table.Table, row)) is { } equal && equal.TryPop(out _)))
            {
                added.Add(row);
            }
        }

        FleetTableDiff completed = table with
        {
            Added = [.. table.Added, .. added.Select(row => Whole(table, RowChange.Added, row))],
            Removed = [.. table.Removed, .. unmatched.Values.SelectMany(static rows => rows).Select(row => Whole(table, RowChange.Removed, row))],
            UnchangedCount = table.UnchangedCount + (await after.ConfigureAwait(false)).Length - added.Count,
        };
        return (completed, (await before.ConfigureAwait(false)).Length, (await after.ConfigureAwait(false)).Length);
    }

    private async Task<FleetRow[]> RowsAsync(Side side, string table, string condition, CancellationToken cancellationToken)
    {
        if (!side.Tables.ContainsKey(table))
        {
            return [];
        }

        FleetRowSet found = await manager
            .QueryAsync($"SELECT * FROM {Quote(table)}{condition}", new FleetQueryOptions { Database = side.Database }, cancellationToken)
            .ConfigureAwait(false);
        return [.. found.Rows];
    }

    private string Text(string table, FleetRow row) => FreeValue.ToText(new OrderedDictionary<string, object?>(
        row.GetColumns()
            .Zip(row.GetValues())
            .Where(pair => _filter.Takes(table, pair.First))
            .Select(static pair => KeyValuePair.Create(pair.First, pair.Second))
            .DistinctBy(static pair => pair.Key)));

    private FleetRowDiff Whole(FleetTableDiff table, string change, FleetRow row)
    {
        IDictionary data = row.ToDictionary();
        object?[] key = [.. table.PrimaryKey.Select(column => data[column])];
        return new FleetRowDiff
        {
            Table = table.Table,
            Change = change,
            RowId = key.Length switch { 0 => null, 1 => key[0], _ => key },
            Before = change == RowChange.Removed ? data : null,
            After = change == RowChange.Added ? data : null,
            Data = data,
        };
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed record Side(string Database, Dictionary<string, FleetTable> Tables, Dictionary<string, long> Counts);
}
