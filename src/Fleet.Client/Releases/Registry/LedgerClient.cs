using System.Globalization;
using Fleet.Client.Core;
using Fleet.Client.Http;
using Fleet.Client.Releases;

namespace Fleet.Client;

/// <summary>The ledger of the releases service: verification, export and import. The original has no such calls.</summary>
public sealed class LedgerClient
{
    private const int PieceSize = 128 * 1024;
    private const string Instead = "The original keeps no chain of hashes; 'flightdeck doctor' checks what it keeps";

    private readonly FleetSender _sender;
    private readonly ReleasesRoutes _routes;

    internal LedgerClient(FleetSender sender, ReleasesRoutes routes)
    {
        _sender = sender;
        _routes = routes;
    }

    /// <summary>Lets the service verify its whole ledger.</summary>
    /// <param name="expected">A state that was stored elsewhere and that the ledger must still contain. Null verifies the ledger by itself.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The ledger's state, and its problems.</returns>
    public async Task<FleetLedger> VerifyAsync(FleetLedger? expected = null, CancellationToken cancellationToken = default)
    {
        string path = FleetPath.Query(
            "/v1/ledger/verify",
            ("entries", expected?.Entries.ToString(CultureInfo.InvariantCulture)),
            ("hash", expected is null ? null : FleetCheck.Filled(expected.Head, nameof(expected.Head))));
        await _routes.RequireAsync(_sender, "GET /v1/ledger/verify", Instead, cancellationToken).ConfigureAwait(false);
        return await JsonAnswer.GetAsync(_sender, ReleasesRequest.Get(path, "ledger"), RegistryWire.Ledger, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the ledger with all run events to a file for <see cref="ImportAsync"/>. The file is written completely or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">True to replace an existing file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public async Task<long> ExportAsync(string path, bool overwrite = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!overwrite && File.Exists(path))
        {
            throw new IOException($"The file '{path}' exists already.");
        }

        await _routes.RequireAsync(_sender, "GET /v1/ledger/export", "With the original, copy flightdeck.db", cancellationToken).ConfigureAwait(false);
        using JsonAnswer answer = await JsonAnswer.SendAsync(
            _sender, ReleasesRequest.Get("/v1/ledger/export", "ledger") with { Streams = true }, cancellationToken).ConfigureAwait(false);
        string draft = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            long length = await WriteAsync(draft, answer, cancellationToken).ConfigureAwait(false);
            File.Move(draft, path, overwrite);
            return length;
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>
    /// Imports a ledger into an empty service: an exported one, or the original's <c>flightdeck.db</c>. Either all of it is imported or nothing.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The ledger's state.</returns>
    /// <exception cref="FleetValidationException">The file is not a ledger, has been changed, or the service is not empty.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<FleetLedger> ImportAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using (File.OpenRead(path))
        {
            // Fails before the service is asked for anything.
        }

        await _routes
            .RequireAsync(_sender, "POST /v1/ledger/import", "With the original, put flightdeck.db where it looks for it", cancellationToken)
            .ConfigureAwait(false);
        FleetRequest request = new()
        {
            Method = HttpMethod.Post,
            Service = FleetService.Releases,
            PathAndQuery = "/v1/ledger/import",
            Upload = () => File.OpenRead(path),
            Repeat = FleetRepeat.Never,
            Resource = ("ledger", null),
        };
        return await JsonAnswer.GetAsync(_sender, request, RegistryWire.Ledger, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<long> WriteAsync(string draft, JsonAnswer answer, CancellationToken cancellationToken)
    {
        FileStream file = new(draft, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            Stream body = await answer.OpenAsync(cancellationToken).ConfigureAwait(false);
            await body.CopyToAsync(file, PieceSize, cancellationToken).ConfigureAwait(false);

            // The last line is the seal; without it the file is incomplete.
            byte[] end = new byte[Math.Min(file.Length, 256)];
            file.Position = file.Length - end.Length;
            await file.ReadExactlyAsync(end, cancellationToken).ConfigureAwait(false);
            int start = end.Length < 2 ? -1 : end.AsSpan(0, end.Length - 1).LastIndexOf((byte)'\n');
            if (!end.AsSpan(start + 1).StartsWith("{\"end\":true"u8))
            {
                throw answer.Unreadable("it ends too early");
            }

            file.Flush(flushToDisk: true);
            return file.Length;
        }
    }
}
