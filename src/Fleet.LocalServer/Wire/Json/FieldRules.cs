namespace Fleet.LocalServer.Wire.Json;

/// <summary>The differences between the validators of the original services.</summary>
internal sealed record FieldRules
{
    /// <summary>Requests of the environments service.</summary>
    public static FieldRules Environments { get; } = new() { NullIsEmpty = true };

    /// <summary>Requests of the releases service.</summary>
    public static FieldRules Releases { get; } = new() { CountsItems = true };

    /// <summary>Requests of the agents service.</summary>
    public static FieldRules Agents { get; } = new() { RefusesUnknown = true, EchoesBrokenText = true, HasNewerBodies = true };

    /// <summary>Paths and queries, where every value is a text.</summary>
    public static FieldRules Texts { get; } = new() { IsLax = true, IsText = true };

    /// <summary>Documents of the releases service.</summary>
    public static FieldRules Documents { get; } = new() { IsLax = true, ObjectType = "model_type" };

    /// <summary>Whether numbers and truth values may come as texts or as one another, as leniently as Pydantic takes them.</summary>
    public bool IsLax { get; private init; }

    /// <summary>Whether every value is a text, which changes some errors.</summary>
    public bool IsText { get; private init; }

    /// <summary>Whether members that nobody asks for are errors.</summary>
    public bool RefusesUnknown { get; private init; }

    /// <summary>Whether a text with half a surrogate pair is repeated in its error.</summary>
    public bool EchoesBrokenText { get; private init; }

    /// <summary>Whether the error of a list that is too short says how many items it has.</summary>
    public bool CountsItems { get; private init; }

    /// <summary>Whether null is an empty list of objects.</summary>
    public bool NullIsEmpty { get; private init; }

    /// <summary>The type of the error of a value that is not an object with known members.</summary>
    public string ObjectType { get; private init; } = "dict_type";

    /// <summary>Whether a body is JSON unless its type says otherwise, is read as Python 3.13 reads it, and of members of one name has only the last.</summary>
    public bool HasNewerBodies { get; private init; }
}
