namespace Fleet.Client.Environments;

/// <summary>What can happen to a row, by the words of <see cref="FleetRowDiff.Change"/>.</summary>
internal static class RowChange
{
    public const string Added = "added";
    public const string Removed = "removed";
    public const string Modified = "modified";
}
