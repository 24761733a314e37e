using System.Globalization;

namespace Fleet;

/// <summary>Names a row in messages.</summary>
internal static class RowText
{
    /// <summary>The change, the table and the key, as in <c>modified users 7</c>.</summary>
    public static string Of(string change, string table, object? rowId) =>
        string.Join(' ', new[] { change, table, Key(rowId) }.Where(static part => part.Length > 0));

    private static string Key(object? rowId) => rowId switch
    {
        null => "",
        object?[] parts => string.Join(", ", parts.Select(static part => Convert.ToString(part, CultureInfo.InvariantCulture))),
        _ => Convert.ToString(rowId, CultureInfo.InvariantCulture) ?? "",
    };
}
