namespace Fleet.Commands;

/// <summary>How many calls a bulk command has in flight.</summary>
internal static class Throttle
{
    /// <summary>Unless <c>-ThrottleLimit</c> says otherwise.</summary>
    public const int Default = 16;

    /// <summary>The most that <c>-ThrottleLimit</c> takes.</summary>
    public const int Max = 256;
}
