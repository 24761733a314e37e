using Fleet.Client.Http;

namespace Fleet.Client.Core;

/// <summary>A value in an answer is not what it must be. Never leaves the client: <see cref="JsonAnswer"/> makes a <see cref="FleetException"/> of it that names the field and the call.</summary>
internal sealed class JsonFault(long position, string problem, string? field = null) : Exception(problem)
{
    /// <summary>Where the offending token starts, in the bytes that were being read.</summary>
    public long Position { get; } = position;

    /// <summary>The name of a field that is not there at all, so that no token can stand for it.</summary>
    public string? Field { get; } = field;
}
