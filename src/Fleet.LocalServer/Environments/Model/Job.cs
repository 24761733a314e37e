namespace Fleet.LocalServer.Environments.Model;

/// <summary>A job and its state.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Name">The job's name, with placeholders filled in.</param>
/// <param name="CreatedAt">The creation time.</param>
/// <param name="Status">The status, derived from the job's sessions.</param>
internal sealed record Job(string Id, string? Name, DateTimeOffset CreatedAt, string Status);
