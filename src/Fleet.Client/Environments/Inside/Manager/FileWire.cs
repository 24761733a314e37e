using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>Reads an instance's responses about its files.</summary>
internal static class FileWire
{
    private static readonly JsonFields s_file = JsonFields.Of<FileField>();
    private static readonly JsonFields s_changes = JsonFields.Of<ChangesField>();

    private enum FileField
    {
        Success,
        Path,
        Exists,
        Size,
        ModifiedTime,
        FileType,
        Content,
        Metadata,
        Data,
        Message,
        Error,
    }

    private enum ChangesField
    {
        Success,
        Files,
        Message,
        Error,
    }

    /// <summary>A file, or the reason why there is none.</summary>
    public sealed record Answer(InstanceOutcome Outcome, FleetFile File);

    /// <summary>The files that changed, or the reason why they are not known.</summary>
    public sealed record Changed(InstanceOutcome Outcome, FleetFile[] Files);

    public static Answer File(ref JsonCursor json, string instanceId, string path)
    {
        FleetFile file = new() { InstanceId = instanceId, Path = path };
        bool? success = null;
        string? error = null, message = null;
        int next = 0;
        while (json.Field(s_file, ref next) is >= 0 and int field)
        {
            switch ((FileField)field)
            {
                case FileField.Success:
                    success = json.Bool();
                    break;
                case FileField.Path:
                    file = file with { Path = json.Text() ?? path };
                    break;
                case FileField.Exists:
                    file = file with { Exists = json.Bool() ?? true };
                    break;
                case FileField.Size:
                    file = file with { Size = json.Int64() };
                    break;
                case FileField.ModifiedTime:
                    file = file with { ModifiedTime = json.Time() };
                    break;
                case FileField.FileType:
                    file = file with { FileType = json.Text() };
                    break;
                case FileField.Content:
                    file = file with { Content = json.Text() };
                    break;
                case FileField.Metadata:
                    file = file with { Metadata = json.FreeObject() };
                    break;
                case FileField.Data:
                    file = file with { Structure = json.FreeObject() };
                    break;
                case FileField.Message:
                    message = json.Text();
                    break;
                case FileField.Error:
                    error = json.Text();
                    break;
            }
        }

        // In a list of changes, a file does not report success.
        return new Answer(new InstanceOutcome(success ?? true, error ?? message), file);
    }

    public static Changed Changes(ref JsonCursor json, string instanceId)
    {
        bool? success = null;
        string? error = null, message = null;
        Answer[]? files = null;
        int next = 0;
        while (json.Field(s_changes, ref next) is >= 0 and int field)
        {
            switch ((ChangesField)field)
            {
                case ChangesField.Success:
                    success = json.Bool();
                    break;
                case ChangesField.Files:
                    files = json.Objects((ref fields) => File(ref fields, instanceId, ""));
                    break;
                case ChangesField.Message:
                    message = json.Text();
                    break;
                case ChangesField.Error:
                    error = json.Text();
                    break;
            }
        }

        InstanceOutcome outcome = new(json.Need(success, "success"), error ?? message);
        return new Changed(outcome, outcome.Success ? [.. json.Need(files, "files").Select(static answer => answer.File)] : []);
    }
}
