namespace Fleet.LocalServer.Hosting;

/// <summary>The folder that holds all state of one server. Locked while that server runs.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Where state goes when nobody says otherwise.</summary>
    public static string DefaultPath => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "Fleet", "server");

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The server's own database.</summary>
    public string Database => System.IO.Path.Combine(Path, "server.db");

    /// <summary>Databases built from the seeds of environments.</summary>
    public string Seeds => System.IO.Path.Combine(Path, "seeds");

    /// <summary>The databases of instances that were changed.</summary>
    public string Instances => System.IO.Path.Combine(Path, "instances");

    /// <summary>Makes the folder when needed and takes it for this server.</summary>
    /// <exception cref="ServerSetupException">It cannot be written, or another server has it.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            FileStream stream = TakeLock(System.IO.Path.Combine(path, "server.lock"));
            DataFolder folder = new(path, stream);
            Directory.CreateDirectory(folder.Seeds);
            Directory.CreateDirectory(folder.Instances);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ServerSetupException($"The data folder '{path}' cannot be used: {e.Message}", e);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream TakeLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (File.Exists(path) && e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new ServerSetupException($"Another server uses the data folder '{System.IO.Path.GetDirectoryName(path)}'. Give --data another one.", e);
        }
    }
}
