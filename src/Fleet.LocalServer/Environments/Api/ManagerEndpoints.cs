using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Verification.Runs;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The routes of an instance's own API: health, resources and databases. As in the hosted service, it needs no credentials.</summary>
internal sealed class ManagerEndpoints(InstanceService instances, IVerifierEngine engine, TimeProvider clock)
{
    private const string Root = "/i/{instance_id}/api/v1/env";
    private static readonly TimeSpan s_verifierLimit = TimeSpan.FromSeconds(60);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root + "/health", HealthAsync).Describe("Reports the instance's health.");
        routes.MapGet("/i/{instance_id}/health", HealthAsync).Describe("Reports the instance's health.");
        routes.MapGet(Root + "/docs", DocsAsync).Describe("Lists the routes of the instance manager.");
        routes.MapGet(Root + "/resources", ResourcesAsync).Describe("Lists the instance's resources.");
        routes.MapPost(Root + "/reset", ResetAsync).Describe("Resets the instance's data to the seed.");
        routes.MapGet(Root + "/resources/sqlite/{resource}/describe", DescribeAsync).Describe("Lists the tables of a database.");
        routes.MapPost(Root + "/resources/sqlite/{resource}/query", QueryAsync).Describe("Runs a SQL statement.");
        routes.MapPost(Root + "/execute_verifier_function", VerifyAsync).Describe("Runs a verifier's source code against the instance.");
        routes.MapPost(Root + "/snapshot", SnapshotAsync).Describe("Not supported; the error names the alternative.");
        routes.MapPost(Root + "/execute_verifier_function_with_upload", UploadAsync).Describe("Not supported; the error names the alternative.");
    }

    private async Task HealthAsync(HttpContext context)
    {
        LiveInstance instance = await RequireAsync(context);
        await Answer.NodeAsync(context, new JsonObject
        {
            ["status"] = "healthy",
            ["timestamp"] = WireTime.WithZone(clock.GetUtcNow()),
            ["service"] = instance.Record.EnvKey,
        });
    }

    private async Task DocsAsync(HttpContext context)
    {
        await RequireAsync(context);
        await Answer.NodeAsync(context, new JsonObject
        {
            ["routes"] = new JsonArray(
                "GET health", "GET resources", "POST reset", "GET resources/sqlite/{name}/describe", "POST resources/sqlite/{name}/query",
                "POST diff/structured", "POST execute_verifier_function"),
        });
    }

    private async Task ResourcesAsync(HttpContext context)
    {
        LiveInstance instance = await RequireAsync(context);
        JsonArray resources = [];
        foreach (string name in instance.Databases.Names)
        {
            resources.Add(new JsonObject
            {
                ["name"] = name,
                ["type"] = "sqlite",
                ["mode"] = name == InstanceDatabases.Seed ? "ro" : "rw",
                ["label"] = null,
            });
        }

        await Answer.NodeAsync(context, resources);
    }

    private async Task ResetAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context, optional: true);
        fields.WholeOrNull("timestamp");
        fields.WholeOrNull("seed");
        fields.ThrowIfInvalid();
        LiveInstance instance = await RequireAsync(context);
        await instance.Databases.ResetAsync(context.RequestAborted);
        await Answer.NodeAsync(context, new JsonObject { ["success"] = true, ["message"] = "reset" });
    }

    private async Task DescribeAsync(HttpContext context)
    {
        LiveInstance instance = await RequireAsync(context);
        string name = context.Route("resource");
        JsonArray tables = [];
        foreach (TableDescription table in await instance.Databases.DescribeAsync(name, context.RequestAborted))
        {
            JsonArray columns = [];
            foreach (ColumnDescription column in table.Columns)
            {
                columns.Add(new JsonObject
                {
                    ["name"] = column.Name,
                    ["type"] = column.Type,
                    ["notnull"] = column.NotNull,
                    ["default_value"] = column.DefaultValue,
                    ["pk"] = column.Pk,
                    ["primary_key"] = column.Pk > 0,
                });
            }

            tables.Add(new JsonObject { ["name"] = table.Name, ["sql"] = table.Sql, ["columns"] = columns });
        }

        await Answer.NodeAsync(context, new JsonObject
        {
            ["success"] = true,
            ["resource_name"] = name,
            ["tables"] = tables,
            ["error"] = null,
            ["message"] = "ok",
        });
    }

    private async Task QueryAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        string sql = fields.Text("query");
        bool readOnly = fields.FlagOrNull("read_only") ?? true;
        IReadOnlyList<object?> arguments = SqlJson.ReadArguments(fields, "args");
        fields.ThrowIfInvalid();
        LiveInstance instance = await RequireAsync(context);
        SqlResult result = await instance.Databases.QueryAsync(context.Route("resource"), sql, arguments, readOnly, context.RequestAborted);
        await Answer.BytesAsync(context, Write(result));
    }

    // The hosted service lists this route and the next, but no known program calls them, so their requests and responses are unknown.
    private Task SnapshotAsync(HttpContext context) => RefuseAsync(
        context, "Snapshots are not offered by this server. The start is always there as the database 'seed', and POST diff tells what is different since");

    private Task UploadAsync(HttpContext context) => RefuseAsync(
        context,
        "Verifiers with files are not offered by this server. Send the source text to execute_verifier_function, "
        + "or the bundle to POST /v1/verifiers/execute");

    private async Task RefuseAsync(HttpContext context, string reason)
    {
        await RequireAsync(context);
        throw new ApiException(StatusCodes.Status501NotImplemented, reason);
    }

    private async Task VerifyAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        string code = fields.Text("function_code", least: 1);
        string? function = fields.TextOrNull("function_name");
        string? solution = fields.TextOrNull("text_solution");
        fields.ThrowIfInvalid();
        LiveInstance instance = await RequireAsync(context);
        VerifierOutcome outcome = await engine.RunAsync(
            new VerifierRun
            {
                Code = code,
                FunctionName = function,
                Arguments = solution is null ? [] : [solution],
                Limit = s_verifierLimit,
                Databases = instance.Databases,
                InstanceId = instance.Id,
                EnvKey = instance.Record.EnvKey,
                Files = instance.Files,
            },
            context.RequestAborted);
        await Answer.NodeAsync(context, new JsonObject
        {
            ["success"] = outcome.Success,
            ["result"] = outcome.Result?.DeepClone(),
            ["error"] = outcome.Error is { } error ? $"{error.Type}: {error.Message}" : null,
            ["message"] = outcome.Success ? outcome.StandardOutput : "The verifier failed",
        });
    }

    private Task<LiveInstance> RequireAsync(HttpContext context) =>
        instances.RequireRunningAsync(context.Route("instance_id"), StatusCodes.Status410Gone);

    private static byte[] Write(SqlResult result)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Answer.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("success", result.Error is null);
            WriteArray(writer, "columns", result.Columns, static (w, name) => w.WriteStringValue(name));
            WriteArray(writer, "rows", result.Rows, static (w, row) =>
            {
                w.WriteStartArray();
                foreach (object? value in row)
                {
                    SqlJson.Write(w, value);
                }

                w.WriteEndArray();
            });
            WriteNumber(writer, "rows_affected", result.RowsAffected);
            WriteNumber(writer, "last_insert_id", result.LastInsertId);
            writer.WriteString("error", result.Error);
            writer.WriteString("message", result.Error is null ? "ok" : "The statement failed");
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteArray<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T>? items, Action<Utf8JsonWriter, T> write)
    {
        if (items is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
