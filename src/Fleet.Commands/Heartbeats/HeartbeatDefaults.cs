namespace Fleet.Commands;

/// <summary>The limits of heartbeats.</summary>
internal static class HeartbeatDefaults
{
    /// <summary>The shortest interval that the service takes, in seconds.</summary>
    public const int MinInterval = 30;

    /// <summary>The longest interval that the service takes, in seconds.</summary>
    public const int MaxInterval = 3600;

    /// <summary>How long a background sender goes on when nothing else limits it.</summary>
    public static TimeSpan KeepAliveFor { get; } = TimeSpan.FromHours(8);
}
