using System.Globalization;
using System.Text;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;
using Microsoft.Extensions.Primitives;

namespace Fleet.LocalServer.Environments.App;

/// <summary>A query for the rows of a table: filters by column, search, paging and sort order.</summary>
internal sealed class RowQuery
{
    private const int UsualLimit = 100;
    private const int MostRows = 1000;
    private const int MostWords = 8;
    private const int LongestWord = 200;

    private RowQuery(TableSchema table, string condition, IReadOnlyList<object?> arguments, string order, int limit, int offset)
    {
        Arguments = arguments;
        Limit = limit;
        Offset = offset;
        CountSql = $"SELECT COUNT(*) FROM {table.Quoted}{condition}";
        RowsSql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {table.SelectList} FROM {table.Quoted}{condition} ORDER BY {order} LIMIT {limit} OFFSET {offset}");
    }

    public string CountSql { get; }

    public string RowsSql { get; }

    public IReadOnlyList<object?> Arguments { get; }

    public int Limit { get; }

    public int Offset { get; }

    /// <summary>Parses a query string.</summary>
    /// <exception cref="ApiException">It names a column that the table does not have, or has an invalid value.</exception>
    public static RowQuery Read(TableSchema table, IQueryCollection query)
    {
        List<FieldError> errors = [];
        List<string> conditions = [];
        List<object?> arguments = [];
        int limit = UsualLimit;
        int offset = 0;
        string? sort = null;
        bool descending = false;
        foreach ((string name, StringValues values) in query)
        {
            string last = values.Count == 0 ? "" : values[^1] ?? "";
            switch (name)
            {
                case "limit":
                    limit = ReadNumber(name, last, 1, MostRows, errors);
                    break;
                case "offset":
                    offset = ReadNumber(name, last, 0, int.MaxValue, errors);
                    break;
                case "sort" when table.Has(last):
                    sort = last;
                    break;
                case "sort":
                    errors.Add(Unknown(table, "sort", last));
                    break;
                case "order" when last is "asc" or "desc":
                    descending = last == "desc";
                    break;
                case "search":
                    AddSearch(table, last, conditions, arguments);
                    break;
                case "order":
                    errors.Add(new FieldError(["query", name], "Input should be 'asc' or 'desc'", "enum"));
                    break;
                case var column when table.Has(column):
                    conditions.Add($"{TableSchema.Quote(column)} IN ({string.Join(", ", values.Select(static _ => "?"))})");
                    arguments.AddRange(values);
                    break;
                default:
                    errors.Add(Unknown(table, name, name));
                    break;
            }
        }

        if (errors.Count > 0)
        {
            throw ApiException.Invalid(errors);
        }

        // The key makes the order total, so that no row is repeated or missed between pages.
        string direction = descending ? " DESC" : "";
        IEnumerable<string> order = (sort is null ? [] : new[] { sort }).Concat(table.Key).Distinct();
        return new RowQuery(
            table,
            conditions.Count == 0 ? "" : " WHERE " + string.Join(" AND ", conditions),
            arguments,
            string.Join(", ", order.Select(column => TableSchema.Quote(column) + direction)),
            limit,
            offset);
    }

    /// <summary>Adds a condition for each word. LIKE ignores case for ASCII letters only, so other words are tried in several spellings.</summary>
    private static void AddSearch(TableSchema table, string search, List<string> conditions, List<object?> arguments)
    {
        string[] columns =
        [
            .. table.Columns
                .Where(static column => !column.Type.Contains("BLOB", StringComparison.OrdinalIgnoreCase))
                .Select(static column => TableSchema.Quote(column.Name)),
        ];
        foreach (string word in search.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MostWords))
        {
            string clipped = word.Length > LongestWord ? word[..LongestWord] : word;
            string[] spellings = Ascii.IsValid(clipped) ? [clipped] : Spellings(clipped);
            string[] patterns = [.. spellings.Select(static spelling => $"%{EscapePattern(spelling)}%")];
            IEnumerable<(string Column, string Pattern)> all = from column in columns from pattern in patterns select (column, pattern);
            conditions.Add($"({string.Join(" OR ", all.Select(static one => $"{one.Column} LIKE ? ESCAPE '\\'").DefaultIfEmpty("FALSE"))})");
            arguments.AddRange(all.Select(static one => one.Pattern));
        }
    }

    private static string[] Spellings(string word)
    {
        string capitalized = char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();
        return [.. new[] { word, word.ToLowerInvariant(), word.ToUpperInvariant(), capitalized }.Distinct()];
    }

    private static string EscapePattern(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    private static FieldError Unknown(TableSchema table, string parameter, string column) =>
        new(["query", parameter], $"'{table.Name}' has no column '{column}'", "unknown_column");

    private static int ReadNumber(string name, string text, int least, int most, List<FieldError> errors)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        string message = string.Create(CultureInfo.InvariantCulture, $"Input should be a whole number from {least} to {most}");
        errors.Add(new FieldError(["query", name], message, "int_parsing"));
        return least;
    }
}
