namespace Fleet.LocalServer.Environments.Instances.Schema;

/// <summary>A foreign key: columns of a table that name a row of another.</summary>
/// <param name="Table">The table that refers.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Parent">The table that is referred to.</param>
/// <param name="ParentColumns">The columns there, in the same order.</param>
internal sealed record ForeignKey(string Table, IReadOnlyList<string> Columns, string Parent, IReadOnlyList<string> ParentColumns)
{
    /// <summary>Reads those of a database whose tables are known.</summary>
    public static async Task<IReadOnlyList<ForeignKey>> ReadAsync(IInstanceDatabases databases, IReadOnlyList<TableSchema> tables, CancellationToken ct)
    {
        SqlResult found = await databases.QueryAsync(
            InstanceDatabases.Current,
            """
            SELECT s.name, f.id, f."table", f."from", f."to"
            FROM sqlite_schema s, pragma_foreign_key_list(s.name) f WHERE s.type = 'table' ORDER BY s.name, f.id, f.seq
            """,
            [],
            readOnly: true,
            ct);
        return
        [
            .. (found.Rows ?? []).GroupBy(static row => ((string)row[0]!, (long)row[1]!)).Select(group =>
            {
                // SQLite finds tables whatever their case, and takes the parent's key where no columns are named.
                string parent = (string)group.First()[2]!;
                TableSchema? target = tables.FirstOrDefault(table => table.Name.Equals(parent, StringComparison.OrdinalIgnoreCase));
                return new ForeignKey(
                    group.Key.Item1,
                    [.. group.Select(static row => (string)row[3]!)],
                    target?.Name ?? parent,
                    [.. group.Select((row, i) => row[4] as string ?? target?.Key.ElementAtOrDefault(i) ?? "rowid")]);
            }),
        ];
    }
}
