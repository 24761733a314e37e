using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Files;

/// <summary>
/// A document that has been read: plain text of any kind, separated values, JSON, or the text and tables of an Office document (a ZIP file of
/// XML parts).
/// </summary>
internal sealed class FileDocument
{
    private const long MaxPartBytes = 64L * 1024 * 1024;
    private static readonly XNamespace s_word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static readonly XNamespace s_sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private FileDocument(string text, JsonObject data, JsonObject metadata)
    {
        Text = text;
        Data = data;
        Metadata = metadata;
    }

    /// <summary>The document's text.</summary>
    public string Text { get; }

    /// <summary>The document's content as structured data.</summary>
    public JsonObject Data { get; }

    /// <summary>The document's metadata.</summary>
    public JsonObject Metadata { get; }

    /// <summary>Reads a document.</summary>
    /// <exception cref="ApiException">The document is of an unsupported kind, too large or malformed.</exception>
    public static FileDocument Read(InstanceFile file, long mostBytes)
    {
        if (file.Info.Length > mostBytes)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"'{file.Path}' is larger than {mostBytes} bytes");
        }

        try
        {
            return file.FileType switch
            {
                "docx" => ReadWord(file),
                "xlsx" => ReadSheets(file),
                "csv" => ReadTable(RequireText(file), ','),
                "tsv" => ReadTable(RequireText(file), '\t'),
                "json" => ReadJson(RequireText(file)),
                _ => ReadLines(RequireText(file)),
            };
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or JsonException or FormatException)
        {
            throw new ApiException(StatusCodes.Status422UnprocessableEntity, $"'{file.Path}' is not a {file.FileType} document: {e.Message}");
        }
    }

    private static string RequireText(InstanceFile file) => FileText.Read(file, file.Info.Length)
        ?? throw new ApiException(
            StatusCodes.Status415UnsupportedMediaType,
            $"'{file.Path}' is neither text nor a supported document (txt, md, csv, tsv, json, docx, xlsx)");

    private static FileDocument ReadLines(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        return new FileDocument(text, new JsonObject { ["lines"] = ToArray(lines) }, new JsonObject { ["lines"] = lines.Length, ["characters"] = text.Length });
    }

    private static FileDocument ReadJson(string text) =>
        new(text, new JsonObject { ["value"] = JsonNode.Parse(text) }, new JsonObject { ["characters"] = text.Length });

    private static FileDocument ReadTable(string text, char separator)
    {
        List<string[]> rows = SeparatedValues.Read(text, separator);
        string[] columns = rows.Count > 0 ? rows[0] : [];
        JsonObject data = new() { ["columns"] = ToArray(columns), ["rows"] = new JsonArray([.. rows.Skip(1).Select(ToArray)]) };
        return new FileDocument(text, data, new JsonObject { ["columns"] = columns.Length, ["rows"] = Math.Max(0, rows.Count - 1) });
    }

    private static FileDocument ReadWord(InstanceFile file)
    {
        using ZipArchive archive = ZipFile.OpenRead(file.Info.FullName);
        XDocument body = Part(archive, "word/document.xml") ?? throw new InvalidDataException("it has no word/document.xml");
        string[] paragraphs = [.. body.Descendants(s_word + "p").Select(static paragraph => TextOf(paragraph, s_word))];
        return new FileDocument(
            string.Join('\n', paragraphs), new JsonObject { ["paragraphs"] = ToArray(paragraphs) }, new JsonObject { ["paragraphs"] = paragraphs.Length });
    }

    private static FileDocument ReadSheets(InstanceFile file)
    {
        using ZipArchive archive = ZipFile.OpenRead(file.Info.FullName);
        XDocument book = Part(archive, "xl/workbook.xml") ?? throw new InvalidDataException("it has no xl/workbook.xml");
        string[] shared = [.. Part(archive, "xl/sharedStrings.xml")?.Descendants(s_sheet + "si").Select(static item => TextOf(item, s_sheet)) ?? []];
        JsonArray sheets = [];
        StringBuilder all = new();
        int number = 0;
        foreach (XElement sheet in book.Descendants(s_sheet + "sheet"))
        {
            string name = (string?)sheet.Attribute("name") ?? "";
            XDocument? part = Part(archive, $"xl/worksheets/sheet{++number}.xml");
            string[][] rows =
            [
                .. part?.Descendants(s_sheet + "row")
                    .Select(row => row.Elements(s_sheet + "c").Select(cell => Cell(cell, shared)).ToArray()) ?? [],
            ];
            sheets.Add(new JsonObject { ["name"] = name, ["rows"] = new JsonArray([.. rows.Select(ToArray)]) });
            all.Append(name).Append('\n').AppendJoin('\n', rows.Select(static row => string.Join('\t', row))).Append('\n');
        }

        return new FileDocument(all.ToString(), new JsonObject { ["sheets"] = sheets }, new JsonObject { ["sheets"] = sheets.Count });
    }

    private static string TextOf(XElement element, XNamespace names) =>
        string.Concat(element.Descendants(names + "t").Select(static text => text.Value));

    private static string Cell(XElement cell, string[] shared)
    {
        string value = (string?)cell.Element(s_sheet + "v") ?? TextOf(cell, s_sheet);
        return (string?)cell.Attribute("t") == "s" && int.TryParse(value, out int at) && at >= 0 && at < shared.Length ? shared[at] : value;
    }

    /// <summary>Loads a part of an Office document. Does not trust the sizes in the ZIP headers, and does not resolve external references.</summary>
    private static XDocument? Part(ZipArchive archive, string name)
    {
        if (archive.GetEntry(name) is not { } entry)
        {
            return null;
        }

        using Stream stream = entry.Open();
        using XmlReader reader = XmlReader.Create(
            stream,
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxPartBytes });
        return XDocument.Load(reader);
    }

    private static JsonArray ToArray(string[] texts) => [.. texts.Select(static text => JsonValue.Create(text))];
}
