namespace Fleet;

/// <summary>The part of a file that is read.</summary>
public enum FleetFileForm
{
    /// <summary>The file's existence, size and time, and its content if it is text.</summary>
    State,

    /// <summary>The file as text.</summary>
    Text,

    /// <summary>The text of a document, for example of a PDF or a spreadsheet.</summary>
    DocumentText,

    /// <summary>The metadata of a document.</summary>
    Metadata,

    /// <summary>The structure of a document.</summary>
    Structure,
}
