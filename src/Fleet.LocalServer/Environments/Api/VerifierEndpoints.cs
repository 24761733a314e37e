using System.Security.Cryptography;
using System.Text.Json;
using Fleet.LocalServer.Environments.Instances;
using Fleet.LocalServer.Environments.Jobs;
using Fleet.LocalServer.Environments.Model;
using Fleet.LocalServer.Environments.Tasks;
using Fleet.LocalServer.Environments.Verification.Runs;
using Fleet.LocalServer.Services;
using Fleet.LocalServer.Wire.Json;
using Fleet.LocalServer.Wire.Requests;

namespace Fleet.LocalServer.Environments.Api;

/// <summary>The routes for verifiers and their bundles.</summary>
internal sealed class VerifierEndpoints(
    TaskLibrary tasks, InstanceService instances, BundleStore bundles, VerificationStore verifications, IVerifierEngine engine)
{
    private const int HashLength = 64;
    private const int LongestSeconds = 300;
    private const int UsualSeconds = 60;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/verifiers/check", CheckAsync).Describe("Checks if a verifier bundle is known.");
        routes.MapGet("/v1/verifiers/{verifier_id}", GetAsync).Describe("Returns a verifier.");
        routes.MapPost("/v1/verifiers/execute", ExecuteAsync).Describe("Runs a verifier against an instance.");
    }

    private async Task GetAsync(HttpContext context)
    {
        string id = context.Route("verifier_id");
        StoredTask task = await tasks.FindByVerifierAsync(task => task.VerifierId == id) ?? throw ApiException.NotFound("Verifier not found");
        await Answer.JsonAsync(context, TaskAnswers.Verifier(task)!, ApiJson.Wire.VerifierAnswer);
    }

    private async Task CheckAsync(HttpContext context)
    {
        string? sha256 = context.Query("sha256");
        if (sha256 is null)
        {
            throw ApiException.Invalid(new FieldError(["query", "sha256"], "Field required", "missing"));
        }

        if (!IsHash(sha256))
        {
            throw ApiException.Invalid(new FieldError(["query", "sha256"], "Input should be 64 hex digits", "string_pattern_mismatch"));
        }

        StoredBundle? bundle = await bundles.FindAsync(sha256.ToLowerInvariant());
        StoredTask? task = bundle is null ? null : await FindTaskAsync(bundle.Key, bundle.Code);
        VerifierCheckAnswer answer = bundle is null
            ? new VerifierCheckAnswer(null, null, null, null, null, false)
            : new VerifierCheckAnswer(bundle.Key, task?.VerifierVersion, null, WireTime.WithZone(bundle.CreatedAt), null, true);
        await Answer.JsonAsync(context, answer, ApiJson.Wire.VerifierCheckAnswer);
    }

    private async Task ExecuteAsync(HttpContext context)
    {
        JsonFields fields = await RequestBody.ReadFieldsAsync(context);
        string key = fields.Text("key", least: 1);
        string sha256 = fields.Text("sha256", least: 1).ToLowerInvariant();
        string? function = fields.TextOrNull("function_name");
        long seconds = fields.WholeOrNull("timeout", 1, LongestSeconds) ?? UsualSeconds;
        byte[]? bundle = ReadBase64(fields, "bundle");
        fields.TextOrNull("region");
        fields.TextOrNull("verifier_runtime_version");
        if (sha256.Length > 0 && !IsHash(sha256))
        {
            fields.Add("sha256", "Input should be 64 hex digits", "string_pattern_mismatch");
        }

        VerifierArguments arguments = VerifierArguments.Read(fields, ReadBase64(fields, "args"));
        fields.ThrowIfInvalid();

        // The code comes first: a caller who still has to send the bundle must learn that whatever else may be wrong.
        (string code, bool known) = await FindCodeAsync(key, sha256, bundle);
        LiveInstance instance = await instances.RequireRunningAsync(arguments.InstanceId, StatusCodes.Status409Conflict);
        StoredTask? task = await FindTaskAsync(key, code);
        VerifierOutcome outcome = await engine.RunAsync(
            new VerifierRun
            {
                Code = code,
                FunctionName = function,
                Arguments = arguments.Positional,
                NamedArguments = arguments.Named,
                Pickle = arguments.Pickle,
                Unreadable = arguments.Unreadable,
                Limit = TimeSpan.FromSeconds(seconds),
                Databases = instance.Databases,
                Checks = task?.Metadata is { } metadata && metadata.TryGetProperty("checks", out JsonElement checks) ? checks : null,
                InstanceId = instance.Id,
                EnvKey = instance.Record.EnvKey,
                Files = instance.Files,
            },
            context.RequestAborted);
        string execution = await verifications.AddAsync(key, instance.Id, outcome);
        await Answer.JsonAsync(context, ToAnswer(outcome, execution, key, task, known), ApiJson.Wire.VerifierExecutionAnswer);
    }

    private static VerifierExecutionAnswer ToAnswer(VerifierOutcome outcome, string execution, string key, StoredTask? task, bool cacheHit) => new()
    {
        Key = key,
        Version = task?.VerifierVersion,
        Success = outcome.Success,
        Result = outcome.Result,
        Error = outcome.Error is { } error ? new VerifierErrorAnswer(error.Type, error.Message, error.Traceback) : null,
        ExecutionTimeMs = outcome.ExecutionTimeMs,
        Stdout = outcome.StandardOutput,
        VerifierId = task?.VerifierId ?? StoredTask.MakeVerifierId(key),
        ExecutionId = execution,
        BundleCacheHit = cacheHit,
    };

    private async Task<(string Code, bool Known)> FindCodeAsync(string key, string sha256, byte[]? bundle)
    {
        if (bundle is null)
        {
            StoredBundle stored = await bundles.FindAsync(sha256) ?? throw ApiException.BadRequest("Bundle not found");
            return (stored.Code, true);
        }

        if (Convert.ToHexStringLower(SHA256.HashData(bundle)) != sha256)
        {
            throw ApiException.BadRequest("The bundle does not have the hash that sha256 says");
        }

        string code = BundleStore.ReadCode(bundle);
        await bundles.AddAsync(sha256, key, code);
        return (code, false);
    }

    /// <summary>Finds the task a verifier belongs to: the one with the key if it has this code, otherwise any with this code.</summary>
    private async Task<StoredTask?> FindTaskAsync(string key, string code) =>
        await tasks.FindAsync(key) is { } task && task.VerifierCode == code
            ? task
            : await tasks.FindByVerifierAsync(other => other.VerifierCode == code);

    private static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigit);

    private static byte[]? ReadBase64(JsonFields fields, string name)
    {
        if (fields.TextOrNull(name) is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            fields.Add(name, "Input should be base64", "value_error");
            return null;
        }
    }
}
