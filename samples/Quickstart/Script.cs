using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Fleet.Samples.Quickstart;

/// <summary>What the agent does for one task.</summary>
/// <param name="Steps">The calls, in order.</param>
/// <param name="Answer">The final answer, for tasks that ask for one.</param>
/// <param name="Note">What is wrong with it, where the agent is meant to err.</param>
internal sealed record Script([property: JsonRequired] IReadOnlyList<Step> Steps, string? Answer, string? Note);

/// <summary>One step: a table to update, to insert into or to delete from; which rows; and the values to set.</summary>
/// <param name="Update">The table whose rows change.</param>
/// <param name="Insert">The table that gets a row.</param>
/// <param name="Delete">The table that loses rows.</param>
/// <param name="Where">Which rows: a value, a list of values, null, or a look-up in another table, by column.</param>
/// <param name="Set">The values, by column; a value may be a look-up.</param>
internal sealed record Step(string? Update, string? Insert, string? Delete, JsonObject? Where, JsonObject? Set);
