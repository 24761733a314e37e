using System.Collections.Frozen;
using System.Security.Cryptography;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Services;

/// <summary>
/// The style sheets, scripts and images of the pages: the files in <c>wwwroot/assets</c>. Their address contains a hash of them all, so browsers can
/// cache them for good and never mix two versions.
/// </summary>
internal static class PageAssets
{
    private const string Folder = "wwwroot/assets/";
    private static readonly Lazy<FrozenDictionary<string, Asset>> s_assets = new(Read);
    private static readonly Lazy<string> s_version = new(HashAll);

    /// <summary>Returns the folder's address.</summary>
    /// <param name="root">The relative path from the page to the server's root.</param>
    public static string From(string root) => $"{root}assets/{s_version.Value}";

    /// <summary>Adds the route.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{version}/{file}", AnswerAsync).WithMetadata(new RouteSummary("A file of the pages."));

    private static async Task AnswerAsync(HttpContext context)
    {
        if ((string?)context.Request.RouteValues["version"] != s_version.Value
            || !s_assets.Value.TryGetValue((string)context.Request.RouteValues["file"]!, out Asset? asset))
        {
            throw ApiException.NotFound("There is no such file; a page that asks for it is of another version of the server: load it again");
        }

        HttpResponse response = context.Response;
        response.Headers.ETag = asset.Tag;
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(asset.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = asset.Type;
        response.ContentLength = asset.Bytes.Length;
        await response.Body.WriteAsync(asset.Bytes, context.RequestAborted);
    }

    private static FrozenDictionary<string, Asset> Read() => typeof(PageAssets).Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(static name => name[Folder.Length..], static name => Asset.Read(name), StringComparer.Ordinal);

    private static string HashAll() => Hash(
        s_assets.Value.OrderBy(static asset => asset.Key, StringComparer.Ordinal).SelectMany(static asset => SHA256.HashData(asset.Value.Bytes)).ToArray());

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));

    private sealed record Asset(byte[] Bytes, string Type, string Tag)
    {
        public static Asset Read(string name)
        {
            using Stream stream = typeof(PageAssets).Assembly.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new Asset(bytes, TypeOf(name), $"\"{Hash(bytes)}\"");
        }

        private static string TypeOf(string name) => Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            string other => throw new InvalidOperationException($"Files of the kind '{other}' have no content type yet."),
        };
    }
}
