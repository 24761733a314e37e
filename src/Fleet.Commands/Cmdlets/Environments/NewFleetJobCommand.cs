using System.Collections;
using System.Management.Automation;
using System.Security;
using Fleet.Client;

namespace Fleet.Commands;

/// <summary>Creates a job: models working on tasks, or a group for sessions logged from elsewhere.</summary>
[Cmdlet(VerbsCommon.New, "FleetJob", DefaultParameterSetName = ParameterSets.TaskKey, SupportsShouldProcess = true)]
[OutputType(typeof(FleetJob))]
public sealed class NewFleetJobCommand : FleetConnectionCmdlet
{
    // Each task once, however often it was piped in.
    private readonly OrderedDictionary<string, bool> _keys = new(StringComparer.Ordinal);

    /// <summary>The models, each as <c>provider/model</c>.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = ParameterSets.Project, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = ParameterSets.Environment, Mandatory = true, Position = 0)]
    [ValidateNotBlank]
    public string[] Model { get; set; } = [];

    /// <summary>The tasks.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey, Mandatory = true, ValueFromPipeline = true)]
    [Identity("TaskKey", Or = "Key")]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(TaskKeyCompleter))]
    public string[] TaskKey { get; set; } = [];

    /// <summary>All tasks of this project.</summary>
    [Parameter(ParameterSetName = ParameterSets.Project, Mandatory = true)]
    [ValidateNotBlank]
    public string? ProjectKey { get; set; }

    /// <summary>All tasks of this environment.</summary>
    [Parameter(ParameterSetName = ParameterSets.Environment, Mandatory = true)]
    [ValidateNotBlank]
    [ArgumentCompleter(typeof(EnvKeyCompleter))]
    public string? EnvKey { get; set; }

    /// <summary>Creates a group for sessions logged from elsewhere.</summary>
    [Parameter(ParameterSetName = ParameterSets.Trace, Mandatory = true)]
    public SwitchParameter Trace { get; set; }

    /// <summary>The name.</summary>
    [Parameter]
    [ValidateNotBlank]
    public string? Name { get; set; }

    /// <summary>The number of sessions per model and task.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateRange(1, int.MaxValue)]
    public int PassCount { get; set; } = 1;

    /// <summary>The tasks to exclude.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateNotBlank]
    public string[]? ExcludeTaskKey { get; set; }

    /// <summary>The most steps per session.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxSteps { get; set; }

    /// <summary>The longest duration of a session, in minutes.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateRange(1, int.MaxValue)]
    public int MaxDurationMinutes { get; set; } = 60;

    /// <summary>The most sessions of a model that run at once.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateRange(1, int.MaxValue)]
    public int MaxConcurrentPerModel { get; set; } = 30;

    /// <summary>The way the models work.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateSet("tool-use", "computer-use")]
    public string? Mode { get; set; }

    /// <summary>The system prompt of all models.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateNotBlank]
    public string? SystemPrompt { get; set; }

    /// <summary>The prompts of individual models, by model.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateNotNull]
    public IDictionary? ModelPrompt { get; set; }

    /// <summary>The user's own keys for the models' providers, by provider, as secure strings.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateNotNull]
    public IDictionary? ProviderKey { get; set; }

    /// <summary>The lifetime of those keys in the service, in minutes.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateRange(1, int.MaxValue)]
    public int? ProviderKeyTtlMinutes { get; set; }

    /// <summary>The program that drives the models.</summary>
    [Parameter(ParameterSetName = ParameterSets.TaskKey)]
    [Parameter(ParameterSetName = ParameterSets.Project)]
    [Parameter(ParameterSetName = ParameterSets.Environment)]
    [ValidateNotBlank]
    public string? Harness { get; set; }

    /// <inheritdoc />
    protected override void ProcessRecord()
    {
        foreach (string key in TaskKey)
        {
            _keys.TryAdd(key, true);
        }
    }

    // One job for all tasks that were piped in.
    /// <inheritdoc />
    protected override void EndProcessing()
    {
        if (ParameterSetName == ParameterSets.TaskKey && _keys.Count == 0)
        {
            return;
        }

        if (!ShouldProcess(Trace ? "job for logged sessions" : $"job of {string.Join(", ", Model)} on {What()}", "Create"))
        {
            return;
        }

        DoOrFail(Name, () => WriteObject(Trace
            ? Await(token => Client.Jobs.CreateTraceAsync(Name, token))
            : Await(token => Client.Jobs.CreateAsync(Request(), token))));
    }

    private string What() =>
        ProjectKey is not null ? $"project {ProjectKey}"
        : EnvKey is not null ? $"environment {EnvKey}"
        : _keys.Count == 1 ? $"task {_keys.GetAt(0).Key}"
        : $"{_keys.Count} tasks";

    private FleetJobRequest Request() => new()
    {
        Name = Name,
        Models = Model,
        PassK = PassCount,
        EnvKey = EnvKey,
        ProjectKey = ProjectKey,
        TaskKeys = ParameterSetName == ParameterSets.TaskKey ? [.. _keys.Keys] : null,
        ExcludedTaskKeys = ExcludeTaskKey,
        MaxSteps = MaxSteps,
        MaxDuration = TimeSpan.FromMinutes(MaxDurationMinutes),
        MaxConcurrentPerModel = MaxConcurrentPerModel,
        Mode = Mode,
        SystemPrompt = SystemPrompt,
        ModelPrompts = PlainValues.Of(ModelPrompt),
        ProviderKeys = ProviderKey is null ? null : Reveal(ProviderKey),
        ProviderKeysTtl = ProviderKeyTtlMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        Harness = Harness,
    };

    private static Dictionary<string, string> Reveal(IDictionary keys)
    {
        Dictionary<string, string> plain = [];
        foreach (DictionaryEntry entry in keys)
        {
            string provider = LanguagePrimitives.ConvertTo<string>(entry.Key);
            plain[provider] = entry.Value.Bare() is SecureString secret
                ? SecretText.Reveal(secret)
                : throw new FleetValidationException(
                    $"-ProviderKey: the key of '{provider}' must be a secure string. Use Read-Host -AsSecureString, or Get-Secret.");
        }

        return plain;
    }
}
