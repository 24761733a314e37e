using System.Globalization;
using System.Runtime.CompilerServices;
using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>Reads the service's responses about verifications.</summary>
internal static class VerificationWire
{
    /// <summary>Reads whether a bundle is known.</summary>
    public static StrongBox<bool>? Known(ref JsonCursor json) => FreeFields.Read(ref json, static (answer, faults) =>
        new StrongBox<bool>(new FreeFields(answer, "", faults).Bool("success") ?? false));

    /// <summary>Reads the outcome of one verification; the task, instance, run and threshold are not known here.</summary>
    public static FleetVerification? Outcome(ref JsonCursor json) => FreeFields.Read(ref json, static (answer, faults) =>
    {
        FreeFields fields = new(answer, "", faults);
        bool? success = fields.Bool("success");
        if (success is null && faults.Count == 0)
        {
            fields.Add("success", "is missing");
        }

        object? result = fields.Value("result");
        string? output = fields.Text("stdout");
        return new FleetVerification
        {
            Success = success ?? false,
            Score = Score(result),
            Result = result,
            Errors = PrintedErrors.In(output),
            Error = Error(answer.GetValueOrDefault("error")),
            ExecutionTime = TimeSpan.FromMilliseconds(fields.Number("execution_time_ms") ?? 0),
            StandardOutput = output,
            Key = fields.Text("key"),
            Version = fields.Int32("version"),
            VerifierId = fields.Text("verifier_id"),
            ExecutionId = fields.Text("execution_id"),
            BundleCacheHit = fields.Bool("bundle_cache_hit") ?? false,
        };
    });

    /// <summary>Returns the score in a result: the number itself, or the <c>score</c> of an object. True and false count as 1 and 0, as in Python.</summary>
    public static double? Score(object? result) => result switch
    {
        long number => number,
        double number when double.IsFinite(number) => number,
        bool passed => passed ? 1 : 0,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => number,
        OrderedDictionary<string, object?> fields when fields.GetValueOrDefault("score") is { } score and not OrderedDictionary<string, object?> =>
            Score(score),
        _ => null,
    };

    private static FleetVerifierError? Error(object? error) => error switch
    {
        null => null,
        OrderedDictionary<string, object?> fields => new FleetVerifierError
        {
            Type = fields.GetValueOrDefault("type") as string,
            Message = fields.GetValueOrDefault("message") as string,
            Traceback = fields.GetValueOrDefault("traceback") as string,
        },
        _ => new FleetVerifierError { Message = error.ToString() },
    };
}
