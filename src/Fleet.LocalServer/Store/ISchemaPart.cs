namespace Fleet.LocalServer.Store;

/// <summary>The tables of one service. Each service brings its own, and they change on their own.</summary>
internal interface ISchemaPart
{
    /// <summary>The part's name in the database.</summary>
    string Name { get; }

    /// <summary>What makes the tables: step n leads from version n to n + 1. Steps that were released are never changed.</summary>
    IReadOnlyList<string> Steps { get; }
}
