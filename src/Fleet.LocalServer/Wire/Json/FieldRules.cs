namespace Fleet.LocalServer.Wire.Json;

/// <summary>The ways in which the original services' validators differ.</summary>
internal sealed record FieldRules
{
    /// <summary>The rules for requests to the environments service.</summary>
    public static FieldRules Environments { get; } = new() { NullIsEmpty = true };

    /// <summary>The rules for requests to the releases service.</summary>
    public static FieldRules Releases { get; } = new() { CountsItems = true };

    /// <summary>The rules for requests to the agents service.</summary>
    public static FieldRules Agents { get; } = new() { RefusesUnknown = true, EchoesBrokenText = true, HasNewerBodies = true };

    /// <summary>The rules for paths and queries, where every value is a string.</summary>
    public static FieldRules Texts { get; } = new() { IsLax = true, IsText = true };

    /// <summary>The rules for documents of the releases service.</summary>
    public static FieldRules Documents { get; } = new() { IsLax = true, ObjectType = "model_type" };

    /// <summary>True to convert between numbers, booleans and strings as leniently as Pydantic does.</summary>
    public bool IsLax { get; private init; }

    /// <summary>True if every value is a string, which changes some errors.</summary>
    public bool IsText { get; private init; }

    /// <summary>True to reject unknown members.</summary>
    public bool RefusesUnknown { get; private init; }

    /// <summary>True to repeat a string with an unpaired surrogate in its error.</summary>
    public bool EchoesBrokenText { get; private init; }

    /// <summary>True to include the number of items in the error for a list that is too short.</summary>
    public bool CountsItems { get; private init; }

    /// <summary>True to accept null as an empty list of objects.</summary>
    public bool NullIsEmpty { get; private init; }

    /// <summary>The error type for a value that should be an object with known members.</summary>
    public string ObjectType { get; private init; } = "dict_type";

    /// <summary>
    /// True if a body without a content type is JSON, bodies are parsed as Python 3.13 does, and the last of several members with the same name wins.
    /// </summary>
    public bool HasNewerBodies { get; private init; }
}
