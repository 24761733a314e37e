using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>
/// The files of one instance. Until the first change, they are the environment's own, which all instances share and none modifies; then the
/// instance gets its own copy.
/// </summary>
internal sealed class InstanceFiles
{
    private const int MaxFileBytes = 16 * 1024 * 1024;
    private const int MaxPathLength = 1024;
    private readonly Lazy<string?> _seed;
    private readonly string _own;
    private readonly Lock _lock = new();

    /// <param name="seed">Returns the environment's folder of files, or null.</param>
    /// <param name="own">The folder for the instance's own copy, created on the first change.</param>
    public InstanceFiles(Func<string?> seed, string own)
    {
        _seed = new Lazy<string?>(seed);
        _own = own;
    }

    /// <summary>True if the environment defines files.</summary>
    public bool IsDefined => _seed.Value is not null;

    private string? Current => Directory.Exists(_own) ? _own : _seed.Value;

    /// <summary>Returns all current files, sorted by path.</summary>
    public IReadOnlyList<InstanceFile> List() => Read(Current);

    /// <summary>Returns a file, or null.</summary>
    /// <exception cref="ApiException">The path is invalid.</exception>
    public InstanceFile? Find(string path)
    {
        string relative = Clean(path);
        return Current is { } root && IsPlainFile(root, relative) ? new InstanceFile(relative, new FileInfo(Path.Combine(root, relative))) : null;
    }

    /// <summary>Writes a file, replacing any existing content.</summary>
    /// <exception cref="ApiException">The path is invalid, or the content is too large.</exception>
    public InstanceFile Write(string path, byte[] content)
    {
        string relative = Clean(path);
        if (content.Length > MaxFileBytes)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"The file is larger than {MaxFileBytes} bytes");
        }

        lock (_lock)
        {
            string full = Path.Combine(Touch(), relative);
            if (PassesLink(_own, relative))
            {
                throw ApiException.BadRequest($"'{path}' passes through a link");
            }

            if (Directory.Exists(full))
            {
                throw ApiException.BadRequest($"'{path}' is a folder");
            }

            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                string part = $"{full}.part";
                File.WriteAllBytes(part, content);
                File.Move(part, full, overwrite: true);
            }
            catch (IOException) when (LiesInFile(_own, relative))
            {
                throw ApiException.BadRequest($"'{path}' is inside a file, not a folder");
            }

            return new InstanceFile(relative, new FileInfo(full));
        }
    }

    /// <summary>Deletes a file.</summary>
    /// <returns>False if the file does not exist.</returns>
    public bool Delete(string path)
    {
        lock (_lock)
        {
            if (Find(path) is null)
            {
                return false;
            }

            File.Delete(Path.Combine(Touch(), Clean(path)));
            return true;
        }
    }

    /// <summary>Returns the files added or changed since the instance was created, and those deleted.</summary>
    public (IReadOnlyList<InstanceFile> Changed, IReadOnlyList<InstanceFile> Gone) Compare()
    {
        if (!Directory.Exists(_own))
        {
            return ([], []);
        }

        Dictionary<string, InstanceFile> before = Read(_seed.Value).ToDictionary(static file => file.Path, StringComparer.Ordinal);
        List<InstanceFile> changed = [];
        foreach (InstanceFile file in Read(_own))
        {
            if (!before.Remove(file.Path, out InstanceFile? was) || !was.HasContentOf(file))
            {
                changed.Add(file);
            }
        }

        return (changed, [.. before.Values]);
    }

    /// <summary>
    /// Normalizes a path relative to the root of the files; a leading slash means that root. Rejects paths that lead out of it, and characters that
    /// have a special meaning on any operating system.
    /// </summary>
    private static string Clean(string path)
    {
        string relative = path.TrimStart('/');
        string[] parts = relative.Split('/');
        bool isPlain = relative.Length is > 0 and <= MaxPathLength
            && parts.All(static part =>
                part.Length > 0 && part is not ("." or "..") && !part.AsSpan().ContainsAny('\\', '\0', ':') && !part.Any(char.IsControl));
        return isPlain ? relative : throw ApiException.BadRequest("The path must be one of a file inside the instance, like folder/name.txt");
    }

    private static IReadOnlyList<InstanceFile> Read(string? root) => root is null || !Directory.Exists(root) ? [] :
    [
        .. new DirectoryInfo(root)
            .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => new InstanceFile(Path.GetRelativePath(root, file.FullName).Replace('\\', '/'), file))
            .OrderBy(static file => file.Path, StringComparer.Ordinal),
    ];

    private static bool IsPlainFile(string root, string relative) => !PassesLink(root, relative) && File.Exists(Path.Combine(root, relative));

    /// <summary>Returns true if a path passes through a link, which could point anywhere.</summary>
    private static bool PassesLink(string root, string relative) => Steps(root, relative).Any(static step => new FileInfo(step).LinkTarget is not null);

    private static bool LiesInFile(string root, string relative) => Steps(root, relative).SkipLast(1).Any(File.Exists);

    /// <summary>Returns the paths of the folders that lead to a file, and of the file itself.</summary>
    private static IEnumerable<string> Steps(string root, string relative)
    {
        string at = root;
        foreach (string part in relative.Split('/'))
        {
            yield return at = Path.Combine(at, part);
        }
    }

    /// <summary>Creates the instance's own copy, under a temporary name until it is complete.</summary>
    private string Touch()
    {
        if (!Directory.Exists(_own))
        {
            string part = _own + ".part";
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }

            Directory.CreateDirectory(part);
            foreach (InstanceFile file in Read(_seed.Value))
            {
                string copy = Path.Combine(part, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file.Info.FullName, copy);
            }

            Directory.Move(part, _own);
        }

        return _own;
    }
}

/// <summary>A file of an instance.</summary>
/// <param name="Path">The path relative to the root of the files.</param>
/// <param name="Info">The file on disk.</param>
internal sealed record InstanceFile(string Path, FileInfo Info)
{
    /// <summary>The file name extension without its dot, or "file".</summary>
    public string FileType => System.IO.Path.GetExtension(Path).TrimStart('.').ToLowerInvariant() is { Length: > 0 } end ? end : "file";

    /// <summary>Reads the start of the file.</summary>
    public byte[] Read(long most)
    {
        using FileStream stream = new(Info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[Math.Min(most, stream.Length)];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }

    /// <summary>Returns true if two files have the same content.</summary>
    public bool HasContentOf(InstanceFile other) => Info.Length == other.Info.Length && Read(Info.Length).AsSpan().SequenceEqual(other.Read(other.Info.Length));
}
