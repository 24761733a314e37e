namespace Fleet.Client.Environments;

/// <summary>An instance's report on whether a call succeeded, with the reason if it did not.</summary>
internal sealed record InstanceOutcome(bool Success, string? Reason)
{
    /// <summary>The reason, as the end of a sentence.</summary>
    public string Because => string.IsNullOrWhiteSpace(Reason) ? "" : $": {Reason.TrimEnd('.')}";
}
