using System.Buffers;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Store;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The routes for instances.</summary>
internal sealed class InstanceEndpoints(InstanceService instances)
{
    private const int PieceBytes = 128 * 1024;
    private const long LongestTtl = 30L * 24 * 3600;
    private const int ShortestInterval = 30;
    private const int LongestInterval = 3600;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/env/instances", CreateAsync).Describe("Creates an instance.");
        routes.MapGet("/v1/env/instances", ListAsync).Describe("Lists instances; only running ones unless 'status' says otherwise.");
        routes.MapDelete("/v1/env/instances/batch", CloseManyAsync).Describe("Closes all instances of a run or profile.");
        routes.MapGet("/v1/env/instances/{instance_id}", GetAsync).Describe("Returns an instance.");
        routes.MapDelete("/v1/env/instances/{instance_id}", CloseAsync).Describe("Closes an instance.");
        routes.MapPost("/v1/env/instances/{instance_id}/heartbeat", BeatAsync).Describe("Extends an instance's lease.");
    }

    private async Task CreateAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        InstanceRequest request = new()
        {
            EnvKey = fields.Text("env_key", least: 1),
            EnvVersion = fields.TextOrNull("env_version"),
            DataKey = fields.TextOrNull("data_key"),
            DataVersion = fields.TextOrNull("data_version"),
            Region = fields.TextOrNull("region"),
            RunId = fields.TextOrNull("run_id") is { Length: > 0 } run ? run : null,
            TaskKey = fields.TextOrNull("task_id") is { Length: > 0 } task ? task : TaskOfHeader(context.Request),
            EnvVariables = fields.FindObject("env_variables")?.GetRawText(),
            TtlSeconds = fields.WholeOrNull("ttl_seconds", 1, LongestTtl),
            HeartbeatInterval = (int?)fields.WholeOrNull("heartbeat_interval", ShortestInterval, LongestInterval),
        };
        CheckUnused(fields);
        fields.ThrowIfInvalid();
        string baseUrl = context.BaseUrl();
        StoredAnswer answer = await instances.CreateAsync(
            request, ReplayKey.Read(context.Request, fields.Bytes), record => InstanceAnswers.Write(record, baseUrl));
        await Answer.BytesAsync(context, answer.Body, answer.Status);
    }

    /// <summary>The task, sent in a header by this project's own client because its body is the SDK's.</summary>
    private static string? TaskOfHeader(HttpRequest request) =>
        request.Headers["Fleet-Task-Key"].ToString() is { Length: > 0 } key ? Uri.UnescapeDataString(key) : null;

    /// <summary>Validates fields of the hosted service that have no effect here.</summary>
    private static void CheckUnused(JsonFields fields)
    {
        fields.TextOrNull("image_type");
        fields.TextOrNull("created_from");
        fields.WholeOrNull("seed");
        fields.WholeOrNull("timestamp");
        fields.FloatOrNull("p_error");
        fields.FloatOrNull("avg_latency");
        fields.FlagOrNull("force_pull");
    }

    private async Task ListAsync(HttpContext context)
    {
        string? status = context.Query("status");
        string? run = context.Query("run_id");
        string? region = context.Query("region");
        string baseUrl = context.BaseUrl();
        IEnumerable<byte[]> answers;
        if (context.Query("profile_id") is { } profile && !Account.IsProfile(profile))
        {
            answers = [];
        }
        else if (status is null or InstanceRecord.Running)
        {
            answers = instances.ListRunning(run, region).Select(instance => instance.Render(baseUrl, InstanceAnswers.Write));
        }
        else
        {
            IReadOnlyList<InstanceRecord> ended = await instances.ListEndedAsync(run, region);
            answers = ended.Where(record => record.Status == status).Select(record => InstanceAnswers.Write(record, baseUrl));
        }

        await WriteArrayAsync(context, answers);
    }

    private async Task CloseManyAsync(HttpContext context)
    {
        string? run = context.Query("run_id");
        string? profile = context.Query("profile_id");
        if (run is null && profile is null)
        {
            throw ApiException.BadRequest("run_id or profile_id is required");
        }

        // Ignoring an empty filter next to a non-empty one would close more than intended.
        foreach (string name in (string[])["run_id", "profile_id"])
        {
            if (context.Request.Query.ContainsKey(name) && context.Query(name) is null)
            {
                throw ApiException.BadRequest($"{name} is empty");
            }
        }

        IReadOnlyList<InstanceRecord> closed = profile is null || Account.IsProfile(profile) ? await instances.CloseManyAsync(run) : [];
        string baseUrl = context.BaseUrl();
        await WriteArrayAsync(context, closed.Select(record => InstanceAnswers.Write(record, baseUrl)));
    }

    private async Task GetAsync(HttpContext context) =>
        await Answer.BytesAsync(context, InstanceAnswers.Write(await instances.GetAsync(context.Route("instance_id")), context.BaseUrl()));

    private async Task CloseAsync(HttpContext context) =>
        await Answer.BytesAsync(context, InstanceAnswers.Write(await instances.CloseAsync(context.Route("instance_id")), context.BaseUrl()));

    private async Task BeatAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context, optional: true);
        fields.TextOrNull("region");
        fields.ThrowIfInvalid();
        await Answer.JsonAsync(context, InstanceAnswers.Of(await instances.BeatAsync(context.Route("instance_id"))), ApiJson.Wire.HeartbeatAnswer);
    }

    /// <summary>
    /// Streams a list, so that the first items arrive at once and the whole list is never in memory. Items are buffered into large pieces
    /// because each write becomes a chunk of the response, and a client that reads chunk by chunk would otherwise get three instances at a time.
    /// </summary>
    private static async Task WriteArrayAsync(HttpContext context, IEnumerable<byte[]> items)
    {
        context.Response.ContentType = "application/json";
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int filled = 0;
            byte separator = (byte)'[';
            foreach (byte[] item in items)
            {
                // Leaves room for the separator and the end of the list.
                if (filled + item.Length + 2 > piece.Length)
                {
                    await context.Response.Body.WriteAsync(piece.AsMemory(0, filled), context.RequestAborted);
                    filled = 0;
                    if (item.Length + 2 > piece.Length)
                    {
                        ArrayPool<byte>.Shared.Return(piece);
                        piece = ArrayPool<byte>.Shared.Rent(item.Length + 2);
                    }
                }

                piece[filled++] = separator;
                item.CopyTo(piece, filled);
                filled += item.Length;
                separator = (byte)',';
            }

            if (separator == '[')
            {
                piece[filled++] = separator;
            }

            piece[filled++] = (byte)']';
            await context.Response.Body.WriteAsync(piece.AsMemory(0, filled), context.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
