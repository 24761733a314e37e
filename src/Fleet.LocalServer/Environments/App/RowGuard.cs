using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Instances.Schema;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.App;

/// <summary>
/// Keeps a change of a row from undoing somebody else's. The tag is compared with the row as it is read; the change itself then asks for every value
/// of that reading, so that nothing can come in between.
/// </summary>
internal sealed class RowGuard
{
    private RowGuard(string condition, IReadOnlyList<object?> arguments)
    {
        Condition = condition;
        Arguments = arguments;
    }

    /// <summary>Asks for nothing.</summary>
    public static RowGuard None { get; } = new("", []);

    /// <summary>What follows the condition on the key.</summary>
    public string Condition { get; }

    /// <summary>The condition's arguments.</summary>
    public IReadOnlyList<object?> Arguments { get; }

    /// <summary>Compares the tags of <c>If-Match</c> with a row.</summary>
    /// <exception cref="ApiException">412: the row is not the one that was read.</exception>
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

    /// <summary>Tells that the row has changed when the change met none.</summary>
    /// <exception cref="ApiException">412: it did not.</exception>
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
