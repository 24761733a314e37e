using System.Globalization;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.App;

/// <summary>
/// Explains constraint errors from SQLite. A row that contradicts other rows is a conflict; a row that is wrong in itself is invalid. SQLite names
/// the column or the constraint in its message, except for foreign keys, so the offending one is searched for.
/// </summary>
internal sealed class ConstraintErrors(AppData data, TableSchema table)
{
    private const string Unique = "UNIQUE constraint failed";
    private const string ForeignKeyFailed = "FOREIGN KEY constraint failed";
    private const string NotNull = "NOT NULL constraint failed: ";
    private const string Check = "CHECK constraint failed: ";

    /// <summary>Returns the error to answer a failed change with.</summary>
    /// <param name="error">The message from SQLite.</param>
    /// <param name="values">The values that the change sets.</param>
    /// <param name="key">The key of the row to change or delete; null for a new row.</param>
    public async Task<ApiException> ExplainAsync(string error, IReadOnlyList<(string Column, object? Value)> values, object?[]? key)
    {
        if (error.StartsWith(ForeignKeyFailed, StringComparison.Ordinal))
        {
            return ApiException.Conflict(await FindMissingAsync(values, key) ?? (key is null ? null : await FindReferringAsync(key)) ?? error);
        }

        return error switch
        {
            _ when error.StartsWith(Unique, StringComparison.Ordinal) => ApiException.Conflict(error),
            _ when error.StartsWith(NotNull, StringComparison.Ordinal) => Invalid(error, FindNamed(error[NotNull.Length..])),
            _ when error.StartsWith(Check, StringComparison.Ordinal) => Invalid(error, FindChecked(error[Check.Length..])),
            _ when error.StartsWith("datatype mismatch", StringComparison.Ordinal) => Invalid(error, table.Key is [string only] ? only : null),
            _ when error.StartsWith("cannot store", StringComparison.Ordinal) => Invalid(error, error[(error.LastIndexOf('.') + 1)..]),
            _ when error.Contains("constraint failed", StringComparison.Ordinal) => Invalid(error, null),
            _ => ApiException.BadRequest(error),
        };
    }

    private ApiException Invalid(string error, string? column) =>
        ApiException.Invalid(new FieldError(column is not null && table.Has(column) ? ["body", column] : ["body"], error, "constraint"));

    /// <summary>Extracts the column from <c>table.column</c>; null if a trigger changed another table.</summary>
    private string? FindNamed(string dotted) =>
        dotted.StartsWith(table.Name + ".", StringComparison.OrdinalIgnoreCase) ? dotted[(table.Name.Length + 1)..] : null;

    /// <summary>Returns the only column a rule applies to, or null. SQLite reports the rule's name or, if it has none, its text.</summary>
    private string? FindChecked(string rule)
    {
        CheckRule? check = table.Checks.FirstOrDefault(check => check.Name == rule)
            ?? table.Checks.FirstOrDefault(check => Squeeze(check.Text) == Squeeze(rule));
        return check?.Column ?? (table.Columns.Where(column => check?.Names(column.Name) == true).ToArray() is [var only] ? only.Name : null);
    }

    /// <summary>Describes a value in this row that refers to a missing row, or returns null.</summary>
    private async Task<string?> FindMissingAsync(IReadOnlyList<(string Column, object? Value)> values, object?[]? key)
    {
        foreach (ForeignKey reference in (await data.ForeignKeysAsync()).Where(reference => reference.Table == table.Name))
        {
            object?[] wanted = [.. reference.Columns.Select(column => values.FirstOrDefault(value => Same(value.Column, column)).Value)];
            bool isSet = reference.Columns.All(column => values.Any(value => Same(value.Column, column)));
            if (!isSet && key is not null && reference.Columns.Any(column => values.Any(value => Same(value.Column, column))))
            {
                // The change sets only part of a composite key: the rest comes from the row.
                object?[] now = (await data.ReadAsync(
                    $"SELECT {Names(reference.Columns)} FROM {table.Quoted} WHERE {table.KeyCondition}",
                    key)).Rows is [object?[] row, ..] ? row : new object?[wanted.Length];
                wanted = [.. wanted.Select((value, i) => values.Any(given => Same(given.Column, reference.Columns[i])) ? value : now[i])];
            }
            else if (!isSet)
            {
                continue;
            }

            if (wanted.Contains(null))
            {
                continue;
            }

            if (await IsThereAsync(reference.Parent, reference.ParentColumns, wanted) == false)
            {
                string shown = string.Join(", ", wanted.Select(static value => Convert.ToString(value, CultureInfo.InvariantCulture)));
                return $"{ForeignKeyFailed}: {Dotted(reference)}; {reference.Parent} has no row with {string.Join(", ", reference.ParentColumns)} = {shown}";
            }
        }

        return null;
    }

    /// <summary>Describes a reference from another table to this row, or returns null.</summary>
    private async Task<string?> FindReferringAsync(object?[] key)
    {
        foreach (ForeignKey reference in (await data.ForeignKeysAsync()).Where(reference => reference.Parent == table.Name))
        {
            object?[]? named = (await data.ReadAsync(
                $"SELECT {Names(reference.ParentColumns)} FROM {table.Quoted} WHERE {table.KeyCondition}", key)).Rows is [object?[] row, ..] ? row : null;
            if (named is not null && !named.Contains(null) && await IsThereAsync(reference.Table, reference.Columns, named) == true)
            {
                return $"{ForeignKeyFailed}: rows of {reference.Table} refer to this one ({Dotted(reference)})";
            }
        }

        return null;
    }

    private async Task<bool?> IsThereAsync(string name, IReadOnlyList<string> columns, object?[] values)
    {
        string conditions = string.Join(" AND ", columns.Select(static column => $"{TableSchema.Quote(column)} = ?"));
        SqlResult result = await data.ReadAsync($"SELECT EXISTS (SELECT 1 FROM {TableSchema.Quote(name)} WHERE {conditions})", values);
        return result.Rows is [[long found]] ? found != 0 : null;
    }

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(TableSchema.Quote));

    private static string Dotted(ForeignKey reference) => string.Join(", ", reference.Columns.Select(column => $"{reference.Table}.{column}"));
}
