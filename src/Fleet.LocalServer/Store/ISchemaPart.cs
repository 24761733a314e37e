namespace Fleet.LocalServer.Store;

/// <summary>The tables of one service. Each service has its own part, which is versioned separately.</summary>
internal interface ISchemaPart
{
    /// <summary>The part's name in the database.</summary>
    string Name { get; }

    /// <summary>The migrations: step n leads from version n to n + 1. A released step is never changed.</summary>
    IReadOnlyList<string> Steps { get; }
}
