namespace Fleet.LocalServer.Core;

/// <summary>The folder with all state of one server. Locked while that server runs.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;
    private readonly bool _temporary;

    private DataFolder(string path, FileStream @lock, bool temporary)
    {
        Path = path;
        _lock = @lock;
        _temporary = temporary;
    }

    /// <summary>The default folder.</summary>
    public static string DefaultPath => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "Fleet", "server");

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The server's own database.</summary>
    public string Database => System.IO.Path.Combine(Path, "server.db");

    /// <summary>Databases built from the seeds of environments.</summary>
    public string Seeds => System.IO.Path.Combine(Path, "seeds");

    /// <summary>The databases of changed instances.</summary>
    public string Instances => System.IO.Path.Combine(Path, "instances");

    /// <summary>Creates the folder if necessary and locks it for this server.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="temporary">True to delete it when the server stops; it must then be new or empty, so that nothing else is deleted with
    /// it.</param>
    /// <exception cref="ServerSetupException">The folder cannot be written, or another server uses it.</exception>
    public static DataFolder Open(string path, bool temporary = false)
    {
        try
        {
            Directory.CreateDirectory(path);
            if (temporary && Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw new ServerSetupException($"The data folder '{path}' is not empty, so it cannot be deleted on exit. Give --data a new folder.");
            }

            FileStream stream = TakeLock(System.IO.Path.Combine(path, "server.lock"));
            DataFolder folder = new(path, stream, temporary);
            Directory.CreateDirectory(folder.Seeds);
            Directory.CreateDirectory(folder.Instances);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ServerSetupException($"The data folder '{path}' cannot be used: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        if (!_temporary)
        {
            return;
        }

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Someone has it open, or has deleted it already. The server still ends normally.
        }
    }

    private static FileStream TakeLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (File.Exists(path) && e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new ServerSetupException(
                $"Another server uses the data folder '{System.IO.Path.GetDirectoryName(path)}'. Stop that server, or take another folder.", e);
        }
    }
}
