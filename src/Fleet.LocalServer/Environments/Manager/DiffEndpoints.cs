using System.Buffers;
using System.Text.Json;
using Fleet.LocalServer.Environments.Api;
using Fleet.LocalServer.Environments.Diff;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Hosting;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Fleet.LocalServer.Environments.Manager;

/// <summary>What is different in an instance since its seed.</summary>
internal sealed class DiffEndpoints(InstanceService instances)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/i/{instance_id}/api/v1/env/diff/structured", StructuredAsync).Describe("Compares the current data with the seed, row by row.");

    private async Task StructuredAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context, optional: true);
        DiffFilter filter = DiffFilter.Read(fields);
        fields.ThrowIfInvalid();
        LiveInstance instance = await instances.RequireRunningAsync(context.Route("instance_id"), StatusCodes.Status410Gone);
        ReadOnlyMemory<byte> json = await instance.Databases.ReadBothAsync(connection => Compare(connection, filter), context.RequestAborted);
        context.RequestAborted.ThrowIfCancellationRequested();
        await Answer.BytesAsync(context, json);
    }

    private static ReadOnlyMemory<byte> Compare(SqliteConnection connection, DiffFilter filter)
    {
        try
        {
            return Write(true, "Structured diff generated successfully", new DatabaseDiff(connection, filter).Write);
        }
        catch (SqliteException e)
        {
            string reason = e.SqliteErrorCode == raw.SQLITE_INTERRUPT ? "the comparison ran too long and was ended" : e.Message;
            return Write(false, $"Failed to generate structured diff: {reason}", static writer =>
            {
                writer.WriteStartObject();
                writer.WriteEndObject();
            });
        }
    }

    private static ReadOnlyMemory<byte> Write(bool success, string message, Action<Utf8JsonWriter> diff)
    {
        ArrayBufferWriter<byte> bytes = new(4096);
        using (Utf8JsonWriter writer = new(bytes, Answer.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success", success);
            writer.WritePropertyName("diff");
            diff(writer);
            writer.WriteString("message", message);
            writer.WriteEndObject();
        }

        return bytes.WrittenMemory;
    }
}
