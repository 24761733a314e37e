namespace Fleet.LocalServer.Releases.Diff;

/// <summary>The arguments of a diff.</summary>
internal sealed record DiffCall(string BaselineReleaseId, string CandidateReleaseId, string Window, string? Environment, string? TenantId, string? TaskId);
