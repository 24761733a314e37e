using System.Net;
using Fleet.Client.Core;
using Fleet.Client.Environments;
using Fleet.Client.Http;

namespace Fleet.Client;

/// <summary>The files of one instance, if its environment has any.</summary>
public sealed class InstanceFilesClient
{
    /// <summary>The default maximum size of a text, in bytes.</summary>
    public const long TextSize = 102_400;

    /// <summary>The default maximum size of a document, in bytes.</summary>
    public const long DocumentSize = 10_485_760;

    private readonly FleetSender _sender;
    private readonly InstanceManagerClient _manager;

    internal InstanceFilesClient(FleetSender sender, InstanceManagerClient manager)
    {
        _sender = sender;
        _manager = manager;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path in the instance.</param>
    /// <param name="form">The part to read. For a file that does not exist, <see cref="FleetFileForm.State"/> says so; all others throw.</param>
    /// <param name="maxSize">The maximum size in bytes; null is <see cref="TextSize"/> for a text and <see cref="DocumentSize"/> for a document. 0 omits
    /// the content from the state.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The file.</returns>
    /// <exception cref="FleetNotFoundException">There is no such file.</exception>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    /// <exception cref="FleetValidationException">The path is empty, or the size is negative.</exception>
    /// <exception cref="FleetException">The instance has no files, or reports that it cannot read this one.</exception>
    public async Task<FleetFile> GetAsync(
        string path,
        FleetFileForm form = FleetFileForm.State,
        long? maxSize = null,
        CancellationToken cancellationToken = default)
    {
        string file = FleetCheck.Filled(path, nameof(path));
        long size = maxSize ?? (form is FleetFileForm.DocumentText ? DocumentSize : TextSize);
        if (size < 0)
        {
            throw FleetCheck.Failed(nameof(maxSize), $"must not be less than 0, but is {size}");
        }

        return form switch
        {
            FleetFileForm.State => await StateAsync(file, size, cancellationToken).ConfigureAwait(false),
            FleetFileForm.Text => await TextAsync("/fs/file/text", "max_content_size", file, size, cancellationToken).ConfigureAwait(false),
            FleetFileForm.DocumentText => await TextAsync("/fs/doc/text", "max_size", file, size, cancellationToken).ConfigureAwait(false),
            FleetFileForm.Metadata => await DocumentAsync("/fs/doc/metadata", file, cancellationToken).ConfigureAwait(false),
            FleetFileForm.Structure => await DocumentAsync("/fs/doc/structured", file, cancellationToken).ConfigureAwait(false),
            _ => throw FleetCheck.Failed(nameof(form), $"{form} is not known"),
        };
    }

    /// <summary>Lists the files that have changed since the instance started.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The files, with their content if the instance returns it.</returns>
    /// <exception cref="FleetConflictException">The instance has ended.</exception>
    /// <exception cref="FleetException">The instance has no files, or reports that it cannot compare them.</exception>
    public async Task<FleetFile[]> ListChangedAsync(CancellationToken cancellationToken = default)
    {
        FleetRequest request = await _manager.RequestAsync(HttpMethod.Post, "/diff/fs", cancellationToken).ConfigureAwait(false) with { Json = JsonBody.Empty };
        FileWire.Changed changed = await AskAsync(() =>
                JsonAnswer.GetAsync(
                    _sender,
                    request,
                    (ref json) => json.Object((ref fields) => FileWire.Changes(ref fields, _manager.InstanceId)),
                    cancellationToken)).ConfigureAwait(false);
        return changed.Outcome.Success
            ? changed.Files
            : throw new FleetException($"The files of the instance '{_manager.InstanceId}' cannot be compared{changed.Outcome.Because}.");
    }

    private async Task<FleetFile> StateAsync(string path, long size, CancellationToken cancellationToken)
    {
        using JsonBody body = new();
        FleetRequest request = await RequestAsync(
            "/fs/file",
            path,
            body.Add("path", path).AddPlain("include_content", size > 0).Add("max_content_size", size > 0 ? size : TextSize),
            cancellationToken).ConfigureAwait(false);
        try
        {
            return Done(path, await AskAsync(() => JsonAnswer.GetAsync(_sender, request, Read(path), cancellationToken)).ConfigureAwait(false));
        }
        catch (FleetNotFoundException missing) when (IsAboutFile(missing, path))
        {
            return new FleetFile { InstanceId = _manager.InstanceId, Path = path, Exists = false };
        }
    }

    private async Task<FleetFile> TextAsync(string call, string limit, string path, long size, CancellationToken cancellationToken)
    {
        using JsonBody body = new();
        FleetRequest request = await RequestAsync(call, path, body.Add("path", path).Add(limit, size), cancellationToken).ConfigureAwait(false);
        using HttpResponseMessage answer = await AskAsync(() => _sender.SendAsync(request, cancellationToken)).ConfigureAwait(false);
        return new FleetFile
        {
            InstanceId = _manager.InstanceId,
            Path = path,
            Content = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<FleetFile> DocumentAsync(string call, string path, CancellationToken cancellationToken)
    {
        using JsonBody body = new();
        FleetRequest request = await RequestAsync(call, path, body.Add("path", path), cancellationToken).ConfigureAwait(false);
        return Done(path, await AskAsync(() => JsonAnswer.GetAsync(_sender, request, Read(path), cancellationToken)).ConfigureAwait(false));
    }

    private async Task<FleetRequest> RequestAsync(string call, string path, JsonBody body, CancellationToken cancellationToken) =>
        await _manager.RequestAsync(HttpMethod.Post, call, cancellationToken).ConfigureAwait(false) with
        {
            Json = body.Finish(),
            Resource = ("file", path),
            OtherResource = ("instance", _manager.InstanceId),
        };

    private JsonRead<FileWire.Answer?> Read(string path) => (ref json) => json.Object((ref fields) => FileWire.File(ref fields, _manager.InstanceId, path));

    private FleetFile Done(string path, FileWire.Answer answer) => answer.Outcome.Success
        ? answer.File
        : throw new FleetException($"The file '{path}' of the instance '{_manager.InstanceId}' cannot be read{answer.Outcome.Because}.");

    private static Task<T> AskAsync<T>(Func<Task<T>> call) => NotOffered.GuardAsync("files of instances", call);

    // The missing thing may also be the instance itself.
    private static bool IsAboutFile(FleetNotFoundException missing, string path) =>
        missing.StatusCode == HttpStatusCode.NotFound && missing.ResourceType == "file" && missing.ResourceId == path
        && missing.ResponseBody?.Contains("file", StringComparison.OrdinalIgnoreCase) == true;
}
