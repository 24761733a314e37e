using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.Client.Core;
using Fleet.Client.Http;

namespace Fleet.Client.Releases;

/// <summary>Errors of the releases service in its own form: with a fixed beginning of the text, or with the outcome of a blocked action.</summary>
internal sealed partial class ReleasesErrors : ServiceErrors
{
    private const string RequestBlocked = "Policy does not allow this promotion; request not recorded. Reasons: ";

    private static readonly (string Start, string Type)[] s_unknown =
    [
        ("Unknown release: ", "release"),
        ("Unknown baseline release: ", "release"),
        ("Unknown candidate release: ", "release"),
        ("Unknown pricing table: ", "priceTable"),
    ];

    public static ReleasesErrors Instance { get; } = new();

    public override FleetException? Read(FleetCall call, AttemptFailure failure) => failure.Status switch
    {
        HttpStatusCode.BadRequest => Unknown(failure.Error.Text, call.Resource?.Id),
        HttpStatusCode.Conflict => Blocked(failure.Error.Text, failure.Body),
        _ => null,
    };

    // The service has a token of its own: a hint at the key of the environments service would be misleading.
    public override string CredentialAdvice(bool sent) => sent ? "Check that the releases token is the one for this service" : "Supply the releases token";

    private static FleetNotFoundException? Unknown(string text, string? id)
    {
        foreach ((string start, string type) in s_unknown)
        {
            if (text.StartsWith(start, StringComparison.Ordinal))
            {
                return new FleetNotFoundException($"{text.TrimEnd('.')}. Check the id.") { ResourceType = type, ResourceId = text[start.Length..] };
            }
        }

        return text.StartsWith("Unknown promotion request_id", StringComparison.Ordinal)
            ? new FleetNotFoundException($"There is no promotion request '{id}' that is still pending. List the promotion requests to see which exist.")
            {
                ResourceType = "promotionRequest",
                ResourceId = id,
            }
            : null;
    }

    private static FleetPromotionBlockedException? Blocked(string text, string? body)
    {
        if (text.StartsWith(RequestBlocked, StringComparison.Ordinal))
        {
            return Blocked(
                "The policy does not allow this promotion; no request was created",
                Reason().Split(Full(body, RequestBlocked) ?? text[RequestBlocked.Length..]),
                null);
        }

        return Outcome(body) is { } outcome
            ? Blocked(
                $"The policy blocks the {(outcome.Action == "rollback" ? "rollback" : "promotion")} of {outcome.ReleaseId}",
                outcome.Policy.Reasons,
                outcome)
            : null;
    }

    private static FleetPromotionBlockedException Blocked(string what, string[] reasons, FleetActionOutcome? outcome) =>
        new($"{what}: {string.Join("; ", reasons)}.") { FailedConstraints = reasons, Outcome = outcome };

    private static FleetActionOutcome? Outcome(string? body)
    {
        try
        {
            using JsonDocument? document = body is null ? null : JsonDocument.Parse(body);
            if (document?.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("detail", out JsonElement detail) && detail.ValueKind == JsonValueKind.Object
                && detail.TryGetProperty("outcome", out JsonElement outcome) && outcome.ValueKind == JsonValueKind.Object)
            {
                JsonCursor json = new(new Utf8JsonReader(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(outcome), JsonSyntax.Reader));
                return json.Object(PromotionWire.Outcome);
            }
        }
        catch (Exception exception) when (exception is JsonException or JsonFault)
        {
            // Another kind of conflict, or a page from something in between.
        }

        return null;
    }

    // The displayed text is truncated to fit a message; the reasons are needed in full.
    private static string? Full(string? body, string start)
    {
        try
        {
            using JsonDocument? document = body is null ? null : JsonDocument.Parse(body);
            string? message = document?.RootElement.GetProperty("detail").GetProperty("message").GetString();
            return message?.StartsWith(start, StringComparison.Ordinal) == true ? message[start.Length..] : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    // A reason contains semicolons of its own, so only one before the beginning of another reason ends it.
    [GeneratedRegex("; (?=candidate (?:cost_per_run_usd|latency_ms_avg|error_rate) |diff confidence is )")]
    private static partial Regex Reason();
}
