using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Instances;

/// <summary>
/// The files of one instance. Until the first change they are those of the environment, which all instances share and none changes; then they
/// become a copy of the instance's own.
/// </summary>
internal sealed class InstanceFiles
{
    private const int MaxFileBytes = 16 * 1024 * 1024;
    private const int MaxPathLength = 1024;
    private readonly Lazy<string?> _seed;
    private readonly string _own;
    private readonly Lock _lock = new();

    /// <param name="seed">Finds the environment's folder of files, or null.</param>
    /// <param name="own">The folder of the instance's own copy; made at the first change.</param>
    public InstanceFiles(Func<string?> seed, string own)
    {
        _seed = new Lazy<string?>(seed);
        _own = own;
    }

    /// <summary>Whether the environment defines files.</summary>
    public bool IsDefined => _seed.Value is not null;

    private string? Current => Directory.Exists(_own) ? _own : _seed.Value;

    /// <summary>All files as they are, by path.</summary>
    public IReadOnlyList<InstanceFile> List() => Read(Current);

    /// <summary>One file, or null.</summary>
    /// <exception cref="ApiException">The path leads out of the files.</exception>
    public InstanceFile? Find(string path)
    {
        string relative = Clean(path);
        return Current is { } root && IsPlainFile(root, relative) ? new InstanceFile(relative, new FileInfo(Path.Combine(root, relative))) : null;
    }

    /// <summary>Writes a file, whole.</summary>
    /// <exception cref="ApiException">The path is not one of a file, or the content is too large.</exception>
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
                throw ApiException.BadRequest($"'{path}' passes a link");
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
                throw ApiException.BadRequest($"'{path}' lies in a file");
            }

            return new InstanceFile(relative, new FileInfo(full));
        }
    }

    /// <summary>Deletes a file.</summary>
    /// <returns>False when it was not there.</returns>
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

    /// <summary>The files that are new or different since the start, and those that are gone.</summary>
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
    /// The path inside the files. A leading slash means their root; nothing may lead out of it, and nothing may be hidden in it from one system or
    /// the other.
    /// </summary>
    private static string Clean(string path)
    {
        string relative = path.TrimStart('/');
        string[] parts = relative.Split('/');
        bool isPlain = relative.Length is > 0 and <= MaxPathLength
            && parts.All(static part => part.Length > 0 && part is not ("." or "..") && !part.AsSpan().ContainsAny('\\', '\0', ':') && !part.Any(char.IsControl));
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

    /// <summary>Whether a path passes a link, which could lead anywhere.</summary>
    private static bool PassesLink(string root, string relative) => Steps(root, relative).Any(static step => new FileInfo(step).LinkTarget is not null);

    private static bool LiesInFile(string root, string relative) => Steps(root, relative).SkipLast(1).Any(File.Exists);

    /// <summary>The folders that lead to a file, and the file.</summary>
    private static IEnumerable<string> Steps(string root, string relative)
    {
        string at = root;
        foreach (string part in relative.Split('/'))
        {
            yield return at = Path.Combine(at, part);
        }
    }

    /// <summary>Makes the instance's own copy. Under another name first: half a copy must never pass for a whole one.</summary>
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
/// <param name="Path">Where it is, from the root of the files on.</param>
/// <param name="Info">The file itself.</param>
internal sealed record InstanceFile(string Path, FileInfo Info)
{
    /// <summary>What kind of file it is: the end of its name.</summary>
    public string FileType => System.IO.Path.GetExtension(Path).TrimStart('.').ToLowerInvariant() is { Length: > 0 } end ? end : "file";

    /// <summary>Reads the beginning.</summary>
    public byte[] Read(long most)
    {
        using FileStream stream = new(Info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[Math.Min(most, stream.Length)];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }

    /// <summary>Whether two files hold the same.</summary>
    public bool HasContentOf(InstanceFile other) => Info.Length == other.Info.Length && Read(Info.Length).AsSpan().SequenceEqual(other.Read(other.Info.Length));
}
