namespace Fleet.Commands;

/// <summary>The limits on concurrent calls of a bulk command.</summary>
internal static class Throttle
{
    /// <summary>The default of <c>-ThrottleLimit</c>.</summary>
    public const int Default = 16;

    /// <summary>The highest value of <c>-ThrottleLimit</c>.</summary>
    public const int Max = 256;
}
