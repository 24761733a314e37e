namespace Fleet.LocalServer.Wire.Json;

/// <summary>The JSON formats of the original services.</summary>
internal enum JsonStyle
{
    /// <summary>Response bodies: compact, non-ASCII text unescaped, floats as <c>1.5e-7</c>.</summary>
    Answer,

    /// <summary>Error bodies, and all bodies of the agents service: compact, non-ASCII text unescaped, floats as <c>1.5e-07</c>.</summary>
    Error,

    /// <summary>Exported lines: spaces after separators, non-ASCII text escaped, floats as <c>1.5e-07</c>.</summary>
    Line,

    /// <summary>Input to a hash: like <see cref="Line"/>, but compact.</summary>
    Canonical,
}
