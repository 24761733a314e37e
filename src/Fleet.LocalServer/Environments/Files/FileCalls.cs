using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Files;

/// <summary>The file API of an instance, in the shapes of the hosted service. Used over HTTP and by verifiers.</summary>
/// <param name="fields">The request.</param>
/// <param name="open">Opens the files. Called only once the request is known to be valid.</param>
internal sealed class FileCalls(JsonFields fields, Func<Task<InstanceFiles>> open)
{
    private const long UsualContentBytes = 102_400;
    private const long UsualDocumentBytes = 10_485_760;
    private const long MostBytes = 64L * 1024 * 1024;

    /// <summary>Answers a call by its name, the last segment of its path.</summary>
    public async Task<JsonNode> AnswerAsync(string call) => call switch
    {
        "diff/fs" => await DiffAsync(),
        "fs/file" => await StateAsync(),
        "fs/file/text" => await TextAsync(),
        "fs/doc/text" => await DocumentTextAsync(),
        "fs/doc/metadata" => await MetadataAsync(),
        "fs/doc/structured" => await StructuredAsync(),
        _ => throw new NoSuchFileException($"There is no call '{call}'"),
    };

    /// <summary>Lists the files that have changed since the instance was created.</summary>
    public async Task<JsonObject> DiffAsync()
    {
        bool withContent = fields.FlagOrNull("include_content") ?? true;
        long most = fields.WholeOrNull("max_content_size", 0, MostBytes) ?? UsualContentBytes;
        IReadOnlyList<string> excluded = fields.TextsOrNull("exclude_patterns") ?? [];
        fields.FlagOrNull("extract_documents");
        fields.ThrowIfInvalid();
        InstanceFiles files = await open();
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

        return new JsonObject
        {
            ["success"] = true,
            ["files"] = entries,
            ["total_files"] = entries.Count,
            ["total_size"] = size,
            ["source"] = "seed",
            ["message"] = files.IsDefined ? "ok" : "The environment has no files",
            ["error"] = null,
        };

        bool IsTaken(InstanceFile file) => !excluded.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, file.Path));
    }

    /// <summary>Reports if a file exists and returns its content.</summary>
    public async Task<JsonObject> StateAsync()
    {
        bool withContent = fields.FlagOrNull("include_content") ?? true;
        long most = fields.WholeOrNull("max_content_size", 0, MostBytes) ?? UsualContentBytes;
        (InstanceFile file, string path) = await RequireAsync();
        return new JsonObject
        {
            ["success"] = true,
            ["path"] = path,
            ["exists"] = true,
            ["size"] = file.Info.Length,
            ["modified_time"] = ModifiedTime(file),
            ["file_type"] = file.FileType,
            ["content"] = withContent ? FileText.Read(file, most) : null,
            ["message"] = "ok",
            ["error"] = null,
        };
    }

    /// <summary>Returns the start of a text file.</summary>
    public async Task<string> TextAsync()
    {
        long most = fields.WholeOrNull("max_content_size", 0, MostBytes) ?? UsualContentBytes;
        (InstanceFile file, string path) = await RequireAsync();
        return FileText.Read(file, most) ?? throw new ApiException(StatusCodes.Status415UnsupportedMediaType, $"'{path}' is not a text file");
    }

    /// <summary>Returns the text of a document.</summary>
    public async Task<string> DocumentTextAsync()
    {
        long most = fields.WholeOrNull("max_size", 0, MostBytes) ?? UsualDocumentBytes;
        (InstanceFile file, _) = await RequireAsync();
        return FileDocument.Read(file, most).Text;
    }

    /// <summary>Returns the metadata of a document.</summary>
    public async Task<JsonObject> MetadataAsync()
    {
        (InstanceFile file, string path) = await RequireAsync();
        JsonObject metadata = FileDocument.Read(file, UsualDocumentBytes).Metadata;
        metadata["size"] = file.Info.Length;
        metadata["modified_time"] = ModifiedTime(file);
        return OfDocument(file, path, "metadata", metadata);
    }

    /// <summary>Returns a document as structured data.</summary>
    public async Task<JsonObject> StructuredAsync()
    {
        (InstanceFile file, string path) = await RequireAsync();
        return OfDocument(file, path, "data", FileDocument.Read(file, UsualDocumentBytes).Data);
    }

    private static JsonObject OfDocument(InstanceFile file, string path, string member, JsonObject value) => new()
    {
        ["success"] = true,
        ["path"] = path,
        ["file_type"] = file.FileType,
        [member] = value,
    };

    private static JsonObject Entry(InstanceFile file, string type, long size, string? content) => new()
    {
        ["path"] = file.Path,
        ["size"] = size,
        ["modified_time"] = ModifiedTime(file),
        ["file_type"] = type,
        ["content"] = content,
    };

    private static string ModifiedTime(InstanceFile file) => WireTime.WithZone(file.Info.LastWriteTimeUtc);

    private async Task<(InstanceFile File, string Path)> RequireAsync()
    {
        string path = fields.Text("path", least: 1);
        fields.ThrowIfInvalid();
        return ((await open()).Find(path) ?? throw new NoSuchFileException("File not found"), path);
    }
}

/// <summary>A file that was asked for is not there.</summary>
internal sealed class NoSuchFileException(string message) : Exception(message);
