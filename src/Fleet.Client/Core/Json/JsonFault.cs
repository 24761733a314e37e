namespace Fleet.Client.Core;

/// <summary>An unexpected value in a response. Never leaves the client: it becomes a <see cref="FleetException"/> that names the field and the call.</summary>
internal sealed class JsonFault(long position, string problem, string? field = null) : Exception(problem)
{
    /// <summary>The position of the offending token in the bytes being read.</summary>
    public long Position { get; } = position;

    /// <summary>The name of a missing field, for which there is no token.</summary>
    public string? Field { get; } = field;
}
