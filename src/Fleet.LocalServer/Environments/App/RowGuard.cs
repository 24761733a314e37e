using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.App;

/// <summary>
/// Prevents lost updates. The tag is compared with the row as just read, and the statement that changes the row is conditional on those same
/// values, so no other change can slip in between.
/// </summary>
internal sealed class RowGuard
{
    private RowGuard(string condition, IReadOnlyList<object?> arguments)
    {
        Condition = condition;
        Arguments = arguments;
    }

    /// <summary>A guard without a condition.</summary>
    public static RowGuard None { get; } = new("", []);

    /// <summary>SQL to append to the condition on the key.</summary>
    public string Condition { get; }

    /// <summary>The condition's arguments.</summary>
    public IReadOnlyList<object?> Arguments { get; }

    /// <summary>Compares the tags from <c>If-Match</c> with a row.</summary>
    /// <exception cref="ApiException">412: no tag matches the row.</exception>
    public static RowGuard Require(string tags, SqlResult found)
    {
        if (tags.Trim() == "*")
        {
            return None;
        }

        object?[] row = found.Rows![0];
        string tag = RowJson.TagOf(RowJson.Write(found.Columns!, row));
        return tags.Split(',', StringSplitOptions.TrimEntries).Contains(tag)
            ? new RowGuard(string.Concat(found.Columns!.Select(static column => $" AND {TableSchema.Quote(column)} IS ? COLLATE BINARY")), row)
            : throw Changed();
    }

    /// <summary>Throws if the change affected no row because the row had changed in the meantime.</summary>
    /// <exception cref="ApiException">412: the row has changed.</exception>
    public void RequireFound(SqlResult result)
    {
        if (Condition.Length > 0 && result.Rows is not [_, ..])
        {
            throw Changed();
        }
    }

    private static ApiException Changed() =>
        new(StatusCodes.Status412PreconditionFailed, "The row has changed since it was read: read it again");
}
