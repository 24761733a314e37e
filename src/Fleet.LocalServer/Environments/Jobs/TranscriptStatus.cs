namespace Fleet.LocalServer.Environments.Jobs;

/// <summary>What a session can be.</summary>
internal static class TranscriptStatus
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    /// <summary>Whether there is such a status.</summary>
    public static bool IsKnown(string status) => status is Pending or Running || IsEnd(status);

    /// <summary>Whether nothing follows it.</summary>
    public static bool IsEnd(string status) => status is Completed or Failed or Cancelled;
}
