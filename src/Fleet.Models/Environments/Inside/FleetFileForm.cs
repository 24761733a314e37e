namespace Fleet;

/// <summary>What is read of a file.</summary>
public enum FleetFileForm
{
    /// <summary>Whether it is there, its size, its time, and its content where it is a text.</summary>
    State,

    /// <summary>The file as text.</summary>
    Text,

    /// <summary>The text of a document, for example of a PDF or a spreadsheet.</summary>
    DocumentText,

    /// <summary>What a document says of itself.</summary>
    Metadata,

    /// <summary>What a document is made of.</summary>
    Structure,
}
