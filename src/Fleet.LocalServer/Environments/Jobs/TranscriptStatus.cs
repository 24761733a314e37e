namespace Fleet.LocalServer.Environments.Jobs;

/// <summary>The statuses of a session.</summary>
internal static class TranscriptStatus
{
    public const string Pending = "pending";
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    /// <summary>Returns true if a status exists.</summary>
    public static bool IsKnown(string status) => status is Pending or Running || IsEnd(status);

    /// <summary>Returns true if a status is final.</summary>
    public static bool IsEnd(string status) => status is Completed or Failed or Cancelled;
}
