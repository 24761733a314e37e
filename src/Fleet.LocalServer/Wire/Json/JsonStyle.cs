namespace Fleet.LocalServer.Wire.Json;

/// <summary>The ways in which the originals spell JSON.</summary>
internal enum JsonStyle
{
    /// <summary>Answers: compact, text unescaped, floats as <c>1.5e-7</c>.</summary>
    Answer,

    /// <summary>Error bodies, and all of the agents service's: compact, text unescaped, floats as <c>1.5e-07</c>.</summary>
    Error,

    /// <summary>Exported lines: blanks after separators, text in ASCII, floats as <c>1.5e-07</c>.</summary>
    Line,

    /// <summary>What is hashed: as lines, but compact.</summary>
    Canonical,
}
