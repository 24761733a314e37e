using System.Text.Json.Nodes;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Tests.Support;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Tests.Environments.Files;

/// <summary>Tests the files of an instance against section 6 of the reference.</summary>
public sealed class FileTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_file_has_a_state_and_text()
    {
        string manager = $"/i/{await _server.CreateAsync()}/api/v1/env";

        JsonNode state = await _server.CallAsync(
            "POST",
            manager + "/fs/file",
            """{"path":"/reports/prices.csv","include_content":true,"max_content_size":102400}""");
        Assert.Equal(
            ["success", "path", "exists", "size", "modified_time", "file_type", "content", "message", "error"],
            state.AsObject().Select(static member => member.Key));
        Assert.Equal(
            ("/reports/prices.csv", true, "csv", "Größe,price\n\"a, b\",1\n"),
            ((string)state["path"]!, (bool)state["exists"]!, (string)state["file_type"]!, (string)state["content"]!));
        Assert.True((await _server.CallAsync("POST", manager + "/fs/file", """{"path":"readme.txt","include_content":false}"""))["content"] is null);
        Assert.True((await _server.CallAsync("POST", manager + "/fs/file", """{"path":"logo.bin"}"""))["content"] is null);
        TestAnswer text = await _server.SendAsync("POST", manager + "/fs/file/text", """{"path":"reports/prices.csv","max_content_size":4}""");
        Assert.Equal((200, "text/plain; charset=utf-8"), (text.Status, text.Headers["Content-Type"]));
        Assert.Equal("Grö", text.Body);
        Assert.Equal((404, "File not found"), await RefusalAsync(manager + "/fs/file", """{"path":"nope.txt"}"""));
        Assert.Equal((415, "'logo.bin' is not a text file"), await RefusalAsync(manager + "/fs/file/text", """{"path":"logo.bin"}"""));
        Assert.Equal(422, (await RefusalAsync(manager + "/fs/file", """{"path":7}""")).Status);
    }

    [Fact]
    public async Task A_document_has_text_metadata_and_structure()
    {
        string manager = $"/i/{await _server.CreateAsync()}/api/v1/env";
        const string Path = """{"path":"reports/prices.csv"}""";

        Assert.Equal(
            """{"success":true,"path":"reports/prices.csv","file_type":"csv","data":{"columns":["Größe","price"],"rows":[["a, b","1"]]}}""",
            (await _server.SendAsync("POST", manager + "/fs/doc/structured", Path)).Body);
        JsonNode metadata = await _server.CallAsync("POST", manager + "/fs/doc/metadata", Path);
        Assert.Equal((2, 1, 23), ((int)metadata["metadata"]!["columns"]!, (int)metadata["metadata"]!["rows"]!, (int)metadata["metadata"]!["size"]!));
        Assert.StartsWith("Größe", (await _server.SendAsync("POST", manager + "/fs/doc/text", Path)).Body, StringComparison.Ordinal);
        Assert.Equal(415, (await RefusalAsync(manager + "/fs/doc/text", """{"path":"logo.bin"}""")).Status);
        Assert.Equal(413, (await RefusalAsync(manager + "/fs/doc/text", """{"path":"readme.txt","max_size":3}""")).Status);
    }

    [Fact]
    public async Task Office_documents_are_read()
    {
        string id = await _server.CreateAsync();
        InstanceFiles files = (await _server.Environments.Instances.RequireRunningAsync(id, 410)).Files;
        files.Write("a.docx", VerifierBundle.Zip(
        [
            (
                "word/document.xml",
                """
                <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
                <w:body><w:p><w:r><w:t>Hello </w:t></w:r><w:r><w:t>you</w:t></w:r></w:p><w:p/></w:body></w:document>
                """u8.ToArray()),
        ]));
        files.Write("b.xlsx", VerifierBundle.Zip(
        [
            (
                "xl/workbook.xml",
                """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets><sheet name="One"/></sheets></workbook>"""u8.ToArray()),
            ("xl/sharedStrings.xml", """<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>shared</t></si></sst>"""u8.ToArray()),
            (
                "xl/worksheets/sheet1.xml",
                """
                <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
                <sheetData><row><c t="s"><v>0</v></c><c><v>5</v></c></row></sheetData></worksheet>
                """u8.ToArray()),
        ]));
        files.Write("c.docx", """<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>"""u8.ToArray());

        string structured = $"/i/{id}/api/v1/env/fs/doc/structured";
        Assert.Equal("""{"paragraphs":["Hello you",""]}""", (await _server.CallAsync("POST", structured, """{"path":"a.docx"}"""))["data"]!.ToJsonString());
        Assert.Equal(
            """{"sheets":[{"name":"One","rows":[["shared","5"]]}]}""",
            (await _server.CallAsync("POST", structured, """{"path":"b.xlsx"}"""))["data"]!.ToJsonString());
        Assert.Equal(422, (await RefusalAsync(structured, """{"path":"c.docx"}""")).Status);
    }

    [Fact]
    public async Task Changes_are_found_and_go_with_a_reset()
    {
        string id = await _server.CreateAsync();
        string diff = $"/i/{id}/api/v1/env/diff/fs";
        InstanceFiles files = (await _server.Environments.Instances.RequireRunningAsync(id, 410)).Files;
        Assert.Equal(
            """{"success":true,"files":[],"total_files":0,"total_size":0,"source":"seed","message":"ok","error":null}""",
            (await _server.SendAsync("POST", diff, "{}")).Body);
        Assert.False(Directory.Exists(Path.Combine(_server.DataPath, "instances", id)));

        files.Write("reports/new.txt", "new"u8.ToArray());
        files.Write("readme.txt", "other"u8.ToArray());
        files.Write("logo.bin", [0, 1, 2]);
        Assert.True(files.Delete("reports/prices.csv"));
        Assert.False(files.Delete("reports/prices.csv"));

        JsonNode found = await _server.CallAsync("POST", diff, "{}");
        Assert.Equal(
            ["readme.txt txt 5 other", "reports/new.txt txt 3 new", "reports/prices.csv deleted 0 "],
            found["files"]!.AsArray().Select(static file => $"{file!["path"]} {file["file_type"]} {file["size"]} {file["content"]}"));
        Assert.Equal((3, 8), ((int)found["total_files"]!, (int)found["total_size"]!));
        Assert.Single((await _server.CallAsync("POST", diff, """{"include_content":false,"exclude_patterns":["reports/*"]}"""))["files"]!.AsArray());
        await _server.CallAsync("POST", $"/i/{id}/api/v1/env/reset", "{}");
        Assert.Equal(0, (int)(await _server.CallAsync("POST", diff, "{}"))["total_files"]!);
        Assert.NotNull(files.Find("reports/prices.csv"));
    }

    [Theory]
    [InlineData("../server.db")]
    [InlineData("/../../server.db")]
    [InlineData("reports/../../x")]
    [InlineData("reports//x")]
    [InlineData("./readme.txt")]
    [InlineData("reports\\\\..\\\\x")]
    [InlineData("C:/x")]
    [InlineData("a\\u0000b")]
    [InlineData("/")]
    public async Task A_path_that_leads_elsewhere_is_refused(string path)
    {
        string id = await _server.CreateAsync();

        (int status, string? detail) = await RefusalAsync($"/i/{id}/api/v1/env/fs/file", $$"""{"path":"{{path}}"}""");

        Assert.Equal((400, "The path must be one of a file inside the instance, like folder/name.txt"), (status, detail));
    }

    [Fact]
    public async Task A_link_is_not_followed()
    {
        string id = await _server.CreateAsync();
        InstanceFiles files = (await _server.Environments.Instances.RequireRunningAsync(id, 410)).Files;
        files.Write("x.txt", [1]);
        string root = Path.Combine(_server.DataPath, "instances", id, "files");
        File.CreateSymbolicLink(Path.Combine(root, "link.db"), Path.Combine(_server.DataPath, "server.db"));
        Directory.CreateSymbolicLink(Path.Combine(root, "up"), _server.DataPath);

        Assert.Equal(404, (await RefusalAsync($"/i/{id}/api/v1/env/fs/file", """{"path":"link.db"}""")).Status);
        Assert.Equal(404, (await RefusalAsync($"/i/{id}/api/v1/env/fs/file", """{"path":"up/server.db"}""")).Status);
        Assert.DoesNotContain(
            files.List(),
            static file => file.Path.StartsWith("link", StringComparison.Ordinal) || file.Path.StartsWith("up", StringComparison.Ordinal));
        Assert.Equal(400, Assert.Throws<ApiException>(() => files.Write("up/stolen.txt", [1])).Status);
    }

    private async Task<(int Status, string? Detail)> RefusalAsync(string path, string body)
    {
        TestAnswer answer = await _server.SendAsync("POST", path, body);
        return (answer.Status, answer.Detail);
    }
}
