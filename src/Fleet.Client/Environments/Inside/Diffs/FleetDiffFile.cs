using System.Text.Json;
using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>Reads differences that were written as JSON, in the form in which an instance returns them.</summary>
public static class FleetDiffFile
{
    /// <summary>Reads differences.</summary>
    /// <param name="json">The JSON, as UTF-8; it is read to the end and left open.</param>
    /// <param name="name">The name of the compared thing; it becomes <see cref="FleetInstanceDiff.InstanceId"/>.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The differences.</returns>
    /// <exception cref="FleetException">It is not the response of an instance, or reports that there is no comparison.</exception>
    public static async Task<FleetInstanceDiff> ReadAsync(Stream json, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        using MemoryStream whole = new();
        await json.CopyToAsync(whole, cancellationToken).ConfigureAwait(false);
        DiffWire.Answer answer = Read(whole.GetBuffer().AsSpan(0, (int)whole.Length), name);
        return answer.Outcome.Success
            ? new FleetInstanceDiff { InstanceId = name, Tables = answer.Tables }
            : throw new FleetException($"'{name}' cannot be compared{answer.Outcome.Because}.");
    }

    private static DiffWire.Answer Read(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            JsonCursor cursor = new(new Utf8JsonReader(JsonMark.Skip(json), JsonSyntax.Reader));
            return cursor.Object(DiffWire.Read) is { } answer && !cursor.Incomplete ? answer : throw Unreadable(name, "they end too early", null);
        }
        catch (JsonFault fault)
        {
            throw Unreadable(name, JsonPath.Describe(json, fault), fault);
        }
        catch (JsonException exception)
        {
            throw Unreadable(name, "they are not JSON", exception);
        }
    }

    private static FleetException Unreadable(string name, string problem, Exception? cause) =>
        new($"The differences of '{name}' cannot be read: {problem}.", cause) { ErrorCode = JsonAnswer.UnreadableCode };
}
