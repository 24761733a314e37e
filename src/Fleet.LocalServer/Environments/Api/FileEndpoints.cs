using Fleet.LocalServer.Environments.Files;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The routes for an instance's files: their state, text, structure and changes since the start.</summary>
internal sealed class FileEndpoints(InstanceService instances)
{
    private const string Root = "/i/{instance_id}/api/v1/env";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Root + "/diff/fs", DiffAsync).Describe("Lists the files that have changed since the start.");
        routes.MapPost(Root + "/fs/file", StateAsync).Describe("Returns a file's state and, if it exists, its content.");
        routes.MapPost(Root + "/fs/file/text", TextAsync).Describe("Returns the content of a text file.");
        routes.MapPost(Root + "/fs/doc/text", DocumentTextAsync).Describe("Extracts the text of a document.");
        routes.MapPost(Root + "/fs/doc/metadata", MetadataAsync).Describe("Returns a document's metadata.");
        routes.MapPost(Root + "/fs/doc/structured", StructuredAsync).Describe("Returns a document as structured data.");
    }

    private async Task DiffAsync(HttpContext context) =>
        await Answer.NodeAsync(context, await AskAsync(context, static calls => calls.DiffAsync(), optional: true));

    private async Task StateAsync(HttpContext context) => await Answer.NodeAsync(context, await AskAsync(context, static calls => calls.StateAsync()));

    private async Task TextAsync(HttpContext context) => await WriteTextAsync(context, await AskAsync(context, static calls => calls.TextAsync()));

    private async Task DocumentTextAsync(HttpContext context) =>
        await WriteTextAsync(context, await AskAsync(context, static calls => calls.DocumentTextAsync()));

    private async Task MetadataAsync(HttpContext context) => await Answer.NodeAsync(context, await AskAsync(context, static calls => calls.MetadataAsync()));

    private async Task StructuredAsync(HttpContext context) =>
        await Answer.NodeAsync(context, await AskAsync(context, static calls => calls.StructuredAsync()));

    private static async Task WriteTextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private async Task<T> AskAsync<T>(HttpContext context, Func<FileCalls, Task<T>> ask, bool optional = false)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context, optional);
        FileCalls calls = new(fields, async () => (await instances.RequireRunningAsync(context.Route("instance_id"), StatusCodes.Status410Gone)).Files);
        try
        {
            return await ask(calls);
        }
        catch (NoSuchFileException e)
        {
            throw ApiException.NotFound(e.Message);
        }
    }
}
