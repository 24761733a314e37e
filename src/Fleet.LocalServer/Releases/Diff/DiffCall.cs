namespace Fleet.LocalServer.Releases.Diff;

/// <summary>What a diff is asked for.</summary>
internal sealed record DiffCall(string BaselineReleaseId, string CandidateReleaseId, string Window, string? Environment, string? TenantId, string? TaskId);
