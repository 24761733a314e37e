using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Api;
using Fleet.LocalServer.Environments.Files;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Hosting;

namespace Fleet.LocalServer.Environments.Manager;

/// <summary>The files of an instance: their state, text and structure, and what is different since the start.</summary>
internal sealed class FileEndpoints(InstanceService instances)
{
    private const string Root = "/i/{instance_id}/api/v1/env";
    private const long UsualContentBytes = 102_400;
    private const long UsualDocumentBytes = 10_485_760;
    private const long MostBytes = 64L * 1024 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Root + "/diff/fs", DiffAsync).Describe("Lists the files that are different since the start.");
        routes.MapPost(Root + "/fs/file", StateAsync).Describe("Tells whether a file is there, and what is in it.");
        routes.MapPost(Root + "/fs/file/text", TextAsync).Describe("Reads a text file.");
        routes.MapPost(Root + "/fs/doc/text", DocumentTextAsync).Describe("Reads the text of a document.");
        routes.MapPost(Root + "/fs/doc/metadata", MetadataAsync).Describe("Tells what is known of a document.");
        routes.MapPost(Root + "/fs/doc/structured", StructuredAsync).Describe("Reads a document as data.");
    }

    private async Task DiffAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context, optional: true);
        bool withContent = fields.OptionalBoolean("include_content") ?? true;
        long most = fields.OptionalInteger("max_content_size", 0, MostBytes) ?? UsualContentBytes;
        IReadOnlyList<string> excluded = fields.OptionalTexts("exclude_patterns") ?? [];
        fields.OptionalBoolean("extract_documents");
        InstanceFiles files = await OpenAsync(context, fields);
        (IReadOnlyList<InstanceFile> changed, IReadOnlyList<InstanceFile> gone) = files.Compare();
        JsonArray entries = [];
        long size = 0;
        foreach (InstanceFile file in changed.Where(IsTaken))
        {
            size += file.Info.Length;
            entries.Add(Entry(file, file.FileType, file.Info.Length, withContent ? FileText.Read(file, most) : null));
        }

        foreach (InstanceFile file in gone.Where(IsTaken))
        {
            entries.Add(Entry(file, "deleted", 0, null));
        }

        await Answer.NodeAsync(context, new JsonObject
        {
            ["success"] = true,
            ["files"] = entries,
            ["total_files"] = entries.Count,
            ["total_size"] = size,
            ["source"] = "seed",
            ["message"] = files.IsDefined ? "ok" : "The environment has no files",
            ["error"] = null,
        });

        bool IsTaken(InstanceFile file) => !excluded.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, file.Path));
    }

    private async Task StateAsync(HttpContext context)
    {
        (InstanceFile file, string path, JsonFields fields) = await RequireAsync(context, static fields =>
        {
            fields.OptionalBoolean("include_content");
            fields.OptionalInteger("max_content_size", 0, MostBytes);
        });
        bool withContent = fields.OptionalBoolean("include_content") ?? true;
        await Answer.NodeAsync(context, new JsonObject
        {
            ["success"] = true,
            ["path"] = path,
            ["exists"] = true,
            ["size"] = file.Info.Length,
            ["modified_time"] = ModifiedTime(file),
            ["file_type"] = file.FileType,
            ["content"] = withContent ? FileText.Read(file, fields.OptionalInteger("max_content_size") ?? UsualContentBytes) : null,
            ["message"] = "ok",
            ["error"] = null,
        });
    }

    private async Task TextAsync(HttpContext context)
    {
        (InstanceFile file, string path, JsonFields fields) = await RequireAsync(context, static fields => fields.OptionalInteger("max_content_size", 0, MostBytes));
        string? text = FileText.Read(file, fields.OptionalInteger("max_content_size") ?? UsualContentBytes);
        await WriteTextAsync(context, text ?? throw new ApiException(StatusCodes.Status415UnsupportedMediaType, $"'{path}' is not a text file"));
    }

    private async Task DocumentTextAsync(HttpContext context)
    {
        (InstanceFile file, _, JsonFields fields) = await RequireAsync(context, static fields => fields.OptionalInteger("max_size", 0, MostBytes));
        await WriteTextAsync(context, Document.Read(file, fields.OptionalInteger("max_size") ?? UsualDocumentBytes).Text);
    }

    private async Task MetadataAsync(HttpContext context)
    {
        (InstanceFile file, string path, _) = await RequireAsync(context);
        JsonObject metadata = Document.Read(file, UsualDocumentBytes).Metadata;
        metadata["size"] = file.Info.Length;
        metadata["modified_time"] = ModifiedTime(file);
        await WriteDocumentAsync(context, file, path, "metadata", metadata);
    }

    private async Task StructuredAsync(HttpContext context)
    {
        (InstanceFile file, string path, _) = await RequireAsync(context);
        await WriteDocumentAsync(context, file, path, "data", Document.Read(file, UsualDocumentBytes).Data);
    }

    private static Task WriteDocumentAsync(HttpContext context, InstanceFile file, string path, string member, JsonObject value) => Answer.NodeAsync(context, new JsonObject
    {
        ["success"] = true,
        ["path"] = path,
        ["file_type"] = file.FileType,
        [member] = value,
    });

    private static async Task WriteTextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static JsonObject Entry(InstanceFile file, string type, long size, string? content) => new()
    {
        ["path"] = file.Path,
        ["size"] = size,
        ["modified_time"] = ModifiedTime(file),
        ["file_type"] = type,
        ["content"] = content,
    };

    private static string ModifiedTime(InstanceFile file) => WireTime.WithZone(file.Info.LastWriteTimeUtc);

    private async Task<(InstanceFile File, string Path, JsonFields Fields)> RequireAsync(HttpContext context, Action<JsonFields>? check = null)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        string path = fields.RequiredText("path");
        check?.Invoke(fields);
        InstanceFiles files = await OpenAsync(context, fields);
        return (files.Find(path) ?? throw ApiException.NotFound("File not found"), path, fields);
    }

    private async Task<InstanceFiles> OpenAsync(HttpContext context, JsonFields fields)
    {
        fields.ThrowIfInvalid();
        return (await instances.RequireRunningAsync(context.Route("instance_id"), StatusCodes.Status410Gone)).Files;
    }
}
