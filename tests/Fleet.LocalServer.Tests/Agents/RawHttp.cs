using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Fleet.LocalServer.Tests.Support;

namespace Fleet.LocalServer.Tests.Agents;

/// <summary>One request on a connection of its own, whose answer is inspected byte by byte.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly TcpClient _client;
    private readonly Stream _stream;

    private RawHttp(TcpClient client, Stream stream)
    {
        _client = client;
        _stream = stream;
    }

    public int Status { get; private set; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True if there is something left to read, including the end of the connection.</summary>
    public bool HasMore => _client.Client.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    /// <summary>Sends a request and reads the head of the answer.</summary>
    public static async Task<RawHttp> SendAsync(TestServer server, string method, string target, IEnumerable<(string Name, string Value)> headers, string? body)
    {
        Uri url = new(server.Url);
        TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync(url.Host, url.Port);
        RawHttp http = new(client, client.GetStream());
        StringBuilder head = new($"{method} {target} HTTP/1.1\r\n");
        byte[] content = Encoding.UTF8.GetBytes(body ?? "");
        foreach ((string name, string value) in headers)
        {
            bool isLength = name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
            head.Append(CultureInfo.InvariantCulture, $"{name}: {(isLength ? content.Length.ToString(CultureInfo.InvariantCulture) : value)}\r\n");
        }

        await http._stream.WriteAsync(Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()));
        await http._stream.WriteAsync(content);
        http.Status = int.Parse((await http.ReadLineAsync())!.Split(' ')[1], CultureInfo.InvariantCulture);
        while (await http.ReadLineAsync() is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            http.Headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return http;
    }

    /// <summary>Reads the body of an answer that is not chunked.</summary>
    public async Task<string> ReadBodyAsync()
    {
        byte[] body = new byte[int.Parse(Headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        await _stream.ReadExactlyAsync(body);
        return Encoding.UTF8.GetString(body);
    }

    /// <summary>Reads the next chunk; empty at the proper end, null if the connection broke.</summary>
    public async Task<string?> ReadChunkAsync()
    {
        try
        {
            if (await ReadLineAsync() is not { } size)
            {
                return null;
            }

            byte[] chunk = new byte[int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture) + 2];
            await _stream.ReadExactlyAsync(chunk);
            return Encoding.UTF8.GetString(chunk, 0, chunk.Length - 2);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads all chunks up to the proper end.</summary>
    public async Task<string> ReadAllChunksAsync()
    {
        StringBuilder all = new();
        while (await ReadChunkAsync() is var chunk && chunk is not "")
        {
            all.Append(chunk ?? throw new IOException($"The stream was cut after: {all}"));
        }

        return all.ToString();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private async Task<string?> ReadLineAsync()
    {
        List<byte> line = [];
        byte[] one = new byte[1];
        while (await _stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }
}
