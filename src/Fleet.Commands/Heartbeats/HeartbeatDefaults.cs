namespace Fleet.Commands;

/// <summary>The limits of heartbeats.</summary>
internal static class HeartbeatDefaults
{
    /// <summary>The shortest interval that the service accepts, in seconds.</summary>
    public const int MinInterval = 30;

    /// <summary>The longest interval that the service accepts, in seconds.</summary>
    public const int MaxInterval = 3600;

    /// <summary>The time limit of a background sender when nothing else limits it.</summary>
    public static TimeSpan KeepAliveFor { get; } = TimeSpan.FromHours(8);
}
