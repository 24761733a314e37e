using Fleet.LocalServer.Core;

namespace Fleet.LocalServer.Hosting;

/// <summary>
/// Stops the server when its standard input ends. The parent's end of the pipe is closed when the parent dies, however it dies; neither signals nor
/// polling of process ids are as reliable.
/// </summary>
internal static class ParentWatch
{
    /// <summary>Starts the watch if the options ask for it.</summary>
    public static void Start(ServerOptions options, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        cancellationToken.Register(lifetime.StopApplication);
        if (!options.ExitWithStandardInput)
        {
            return;
        }

        Thread thread = new(() =>
        {
            using Stream input = Console.OpenStandardInput();
            byte[] buffer = new byte[256];
            try
            {
                while (input.Read(buffer) > 0)
                {
                    // The input itself does not matter, only that it is still open.
                }
            }
            catch (IOException)
            {
                // A broken pipe is an end too.
            }

            lifetime.StopApplication();
        })
        {
            IsBackground = true,
            Name = "parent watch",
        };
        thread.Start();
    }
}
