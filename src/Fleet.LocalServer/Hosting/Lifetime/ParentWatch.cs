using Fleet.LocalServer.Core;

namespace Fleet.LocalServer.Hosting;

/// <summary>
/// Stops the server when its standard input ends. A parent that holds the other end of the pipe closes it by dying, however it dies;
/// no signal and no polling of process ids is as sure.
/// </summary>
internal static class ParentWatch
{
    /// <summary>Starts the watch, when the options ask for it.</summary>
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
                    // What the parent says is of no interest, only that it is there.
                }
            }
            catch (IOException)
            {
                // A broken pipe is an end as well.
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
