using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Fleet.Samples.Quickstart;

/// <summary>The agent's work on one task.</summary>
/// <param name="Steps">The calls, in order.</param>
/// <param name="Answer">The final answer, for tasks that ask for one.</param>
/// <param name="Note">The mistake, if the agent is meant to make one.</param>
internal sealed record Script([property: JsonRequired] IReadOnlyList<Step> Steps, string? Answer, string? Note);

/// <summary>One step: a table to update, to insert into or to delete from, the rows, and the values to set.</summary>
/// <param name="Update">The table whose rows change.</param>
/// <param name="Insert">The table to insert a row into.</param>
/// <param name="Delete">The table to delete rows from.</param>
/// <param name="Where">The rows, by column: a value, a list of values, null, or a look-up in another table.</param>
/// <param name="Set">The values, by column; a value may be a look-up.</param>
internal sealed record Step(string? Update, string? Insert, string? Delete, JsonObject? Where, JsonObject? Set);
