using System.Collections;

namespace Fleet;

/// <summary>A file of an instance.</summary>
public sealed record FleetFile
{
    /// <summary>The instance, by the id or address it was asked for with.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>The path in the instance.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whether there is such a file.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>How many bytes it has, where the instance says so.</summary>
    public long? Size { get; init; }

    /// <summary>When it was last changed, where the instance says so.</summary>
    public DateTimeOffset? ModifiedTime { get; init; }

    /// <summary>What kind of file it is, in the instance's own word.</summary>
    public string? FileType { get; init; }

    /// <summary>Its text, or the text of the document it is; null where that was not asked for or is too long.</summary>
    public string? Content { get; init; }

    /// <summary>What a document says of itself: title, author, number of pages and the like.</summary>
    public IDictionary? Metadata { get; init; }

    /// <summary>What a document is made of: sheets and cells, slides, paragraphs.</summary>
    public IDictionary? Structure { get; init; }

    /// <summary>The path.</summary>
    /// <returns><see cref="Path"/>.</returns>
    public override string ToString() => Path;
}
