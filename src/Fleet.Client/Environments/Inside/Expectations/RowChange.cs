namespace Fleet.Client.Environments;

/// <summary>The kinds of change of a row, as in <see cref="FleetRowDiff.Change"/>.</summary>
internal static class RowChange
{
    public const string Added = "added";
    public const string Removed = "removed";
    public const string Modified = "modified";
}
