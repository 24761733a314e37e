using System.Collections;

namespace Fleet;

/// <summary>A file of an instance.</summary>
public sealed record FleetFile
{
    /// <summary>The instance, by the id or address used to request it.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The path in the instance.</summary>
    public string Path { get; init; } = "";

    /// <summary>True if the file exists.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>The size in bytes, if the instance reports it.</summary>
    public long? Size { get; init; }

    /// <summary>The time of the last change, if the instance reports it.</summary>
    public DateTimeOffset? ModifiedTime { get; init; }

    /// <summary>The kind of file, as the instance calls it.</summary>
    public string? FileType { get; init; }

    /// <summary>The file's text, or that of the document; null if it was not requested or is too long.</summary>
    public string? Content { get; init; }

    /// <summary>The metadata of a document: title, author, number of pages and so on.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>The structure of a document: sheets and cells, slides, paragraphs.</summary>
    public IDictionary? Structure { get; init; }

    /// <summary>The path.</summary>
    /// <returns><see cref="Path"/>.</returns>
    public override string ToString() => Path;
}
