using System.Collections;
using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>One run of a verifier, checked and packed, ready to be sent with or without its bundle.</summary>
internal sealed class VerifierCall
{
    private const string FinalAnswer = "final_answer";

    private VerifierCall()
    {
    }

    public required string Key { get; init; }

    public required VerifierBundle Bundle { get; init; }

    /// <summary>The verifier's own time limit.</summary>
    public required TimeSpan Timeout { get; init; }

    public required string Function { get; init; }

    public required string InstanceId { get; init; }

    public required string Region { get; init; }

    public required string? RuntimeVersion { get; init; }

    public required object?[] Positional { get; init; }

    public required OrderedDictionary<string, object?> Named { get; init; }

    /// <summary>Checks everything that can be checked before sending.</summary>
    public static VerifierCall Prepare(FleetTask task, string instanceId, FleetVerifyOptions options, string defaultRegion)
    {
        foreach (FleetFieldError fault in VerifierCheck.Faults(task, nameof(task.VerifierCode)))
        {
            throw new FleetValidationException($"The task '{task.Key}' cannot be verified: {fault}.") { Fields = [fault] };
        }

        FleetCheck.Seconds(options.Timeout, nameof(options.Timeout), 1, 300);
        return new VerifierCall
        {
            Key = task.Verifier is { Key.Length: > 0 } verifier ? verifier.Key : task.Key,
            Bundle = VerifierBundle.Of(task.VerifierCode!),
            Function = VerifierFunction.NameIn(task.VerifierCode)!,
            InstanceId = instanceId,
            Region = FleetCheck.Filter(options.Region, nameof(options.Region)) ?? defaultRegion,
            RuntimeVersion = task.VerifierRuntimeVersion,
            Timeout = options.Timeout,
            Positional = (object?[])FreeValue.Plain(options.Arguments, nameof(options.Arguments))!,
            Named = NamedArguments(options),
        };
    }

    /// <summary>Writes the body of the request, with its fields in the original's order.</summary>
    public ReadOnlyMemory<byte> Body(bool withBundle)
    {
        using JsonBody body = new();
        return body
            .Add("key", Key)
            .Add("sha256", Bundle.Sha256)
            .Add("args", Convert.ToBase64String(PickleWriter.Arguments(Positional, Named, InstanceId)))
            .AddPlain("args_array", (object?[])[.. Positional, new OrderedDictionary<string, object?> { ["env"] = InstanceId }])
            .Add("function_name", Function)
            .Add("timeout", (long)Timeout.TotalSeconds)
            .Add("region", Region)
            .Add("bundle", withBundle ? Convert.ToBase64String(Bundle.Bytes) : null)
            .Add("verifier_runtime_version", RuntimeVersion)
            .Finish();
    }

    private static OrderedDictionary<string, object?> NamedArguments(FleetVerifyOptions options)
    {
        OrderedDictionary<string, object?> named = FreeValue.Plain(options.NamedArguments ?? new Hashtable(), nameof(options.NamedArguments));
        if (options.FinalAnswer is { } answer)
        {
            if (named.ContainsKey(FinalAnswer))
            {
                throw FleetCheck.Failed(nameof(options.NamedArguments), $"{FinalAnswer} is given twice");
            }

            named.Insert(0, FinalAnswer, answer);
        }

        return named;
    }
}
