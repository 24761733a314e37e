namespace Fleet.LocalServer.Environments.Instances.Schema;

/// <summary>A foreign key.</summary>
/// <param name="Table">The referencing table.</param>
/// <param name="Columns">The referencing columns.</param>
/// <param name="Parent">The referenced table.</param>
/// <param name="ParentColumns">The referenced columns, in the same order.</param>
internal sealed record ForeignKey(string Table, IReadOnlyList<string> Columns, string Parent, IReadOnlyList<string> ParentColumns)
{
    /// <summary>Reads the foreign keys of the given tables.</summary>
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
                // SQLite ignores case in table names, and defaults to the parent's primary key if no columns are named.
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
