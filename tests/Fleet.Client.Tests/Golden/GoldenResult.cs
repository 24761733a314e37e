using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Client.Tests.Golden;

/// <summary>Compares the result of a call with that of the Python client: every field of its model, under our name for it.</summary>
internal static class GoldenResult
{
    private static readonly Dictionary<string, string> s_names = new()
    {
        ["env_id"] = nameof(FleetTask.EnvironmentId),
        ["verifier_func"] = nameof(FleetTask.VerifierCode),
        ["deadline_timestamp"] = nameof(FleetHeartbeat.Deadline),
        ["interval_seconds"] = nameof(FleetHeartbeat.Interval),
        ["stdout"] = nameof(FleetVerification.StandardOutput),
        ["execution_time_ms"] = nameof(FleetVerification.ExecutionTime),
        ["notnull"] = nameof(FleetColumn.NotNull),
        ["pk"] = nameof(FleetColumn.KeyPosition),
    };

    // For a verification, the service sends three more fields, which are not used. In the wire form of a task,
    // verifier_func is not the code in use but a relic; the code is compared where the client's own form was recorded.
    // If an instance did not do as asked, that is an exception here, and not a field.
    private static readonly string[] s_left =
    [
        "VerifiersExecuteResponse.display_src", "VerifiersExecuteResponse.created_at", "VerifiersExecuteResponse.comment", "TaskResponse.verifier_func",
        "ResetResponse.success", "ResetResponse.message", "QueryResponse.success", "QueryResponse.error", "QueryResponse.message",
        "FileStateResponse.success", "FileStateResponse.error", "FileStateResponse.message", "DocStructuredResponse.success", "SessionIngestResponse.success",
        "DescribeResponse.success", "DescribeResponse.error", "DescribeResponse.message", "DescribeResponse.resource_name",
    ];

    private static readonly Dictionary<string, Type> s_exceptions = new()
    {
        ["FleetAuthenticationError"] = typeof(FleetAuthenticationException),
        ["FleetInstanceLimitError"] = typeof(FleetLimitException),
        ["FleetTeamNotFoundError"] = typeof(FleetNotFoundException),
        ["FleetEnvironmentAccessError"] = typeof(FleetPermissionException),
        ["FleetPermissionError"] = typeof(FleetPermissionException),
        ["FleetRegionError"] = typeof(FleetValidationException),
        ["FleetEnvironmentNotFoundError"] = typeof(FleetNotFoundException),
        ["FleetVersionNotFoundError"] = typeof(FleetNotFoundException),
        ["FleetBadRequestError"] = typeof(FleetValidationException),
        ["FleetConflictError"] = typeof(FleetConflictException),
        ["FleetRateLimitError"] = typeof(FleetRateLimitException),
    };

    /// <summary>The type that corresponds to the exception that the original threw, or should have thrown.</summary>
    public static Type ExceptionFor(GoldenEntry entry)
    {
        string name = (entry.Result as JsonObject)?["exception"]?.GetValue<string>().Split('.')[^1] ?? "";
        return s_exceptions.GetValueOrDefault(name) ?? entry.Requests[0].Status switch
        {
            400 or 422 => typeof(FleetValidationException),
            401 => typeof(FleetAuthenticationException),
            404 => typeof(FleetNotFoundException),
            409 => typeof(FleetConflictException),
            >= 500 => typeof(FleetUnavailableException),
            int status => throw new InvalidOperationException($"No type is known for {status} in {entry.Id}."),
        };
    }

    public static void AssertSame(GoldenEntry entry, object? result)
    {
        switch (entry.Id)
        {
            case "verify_score":
                Assert.Equal(entry.Result!.GetValue<double>(), ((FleetVerification)result!).Score);
                break;
            case "verify_score_error":
                // There it is an exception with the text of the crash, here an outcome that contains it.
                Assert.Equal("AssertionError: boom", ((FleetVerification)result!).Error?.ToString());
                break;
            case "verify_detailed_with_instance_id_string":
                Compare(GoldenFile.Entries["verify_detailed_upload"].Result, result, entry.Id, "");
                break;
            case "inst_db_without_load_sync":
                Compare(GoldenFile.Entries["inst_builder_sync"].Result, result, entry.Id, "");
                break;
            case "judge_structured_sync":
                Assert.Equal(entry.Result!["float"]!.GetValue<double>(), result);
                break;
            case "inst_fs_diff_sync":
                // Recorded as text: FsFileDiffEntry(path='/w/a.txt', size=2, ...).
                FleetFile file = Assert.Single((FleetFile[])result!);
                Assert.Equal(("/w/a.txt", 2L, "text", "hi"), (file.Path, file.Size, file.FileType, file.Content));
                break;
            case "load_tasks_empty_keys_sync":
                Assert.Empty((IEnumerable)result!);
                break;
            default:
                Compare(entry.Result, result, entry.Id, "");
                break;
        }
    }

    private static void Compare(JsonNode? expected, object? actual, string path, string model)
    {
        switch (expected)
        {
            case null:
                Assert.True(actual is null, $"{path} is {actual}");
                break;
            case JsonObject wrapped when wrapped.ContainsKey("model"):
                Compare(wrapped["value"], actual, path, wrapped["model"]!.GetValue<string>());
                break;
            case JsonObject fields:
                foreach ((string name, JsonNode? field) in fields)
                {
                    if (!s_left.Contains($"{model}.{name}"))
                    {
                        Compare(field, Field(actual!, name, path), $"{path}.{name}", "");
                    }
                }

                break;
            case JsonArray items:
                object?[] actuals = [.. ((IEnumerable)actual!).Cast<object?>()];
                Assert.Equal(items.Count, actuals.Length);
                foreach ((JsonNode? item, object? one) in items.Zip(actuals))
                {
                    Compare(item, one, $"{path}[]", model);
                }

                break;
            case JsonValue value:
                Assert.True(Same(value, actual), $"{path}: {value.ToJsonString()} became {actual}");
                break;
        }
    }

    private static object? Field(object actual, string name, string path)
    {
        if (actual is IDictionary dictionary)
        {
            Assert.True(dictionary.Contains(name), $"{path} has no {name}");
            return dictionary[name];
        }

        string property = s_names.GetValueOrDefault(name) ?? string.Concat(name.Split('_').Select(static part => char.ToUpperInvariant(part[0]) + part[1..]));
        if (actual is IReadOnlyDictionary<string, string> versions)
        {
            return versions[name];
        }

        return (
            actual.GetType().GetProperty(property) ?? throw new InvalidOperationException($"{path}: {actual.GetType().Name} has no {property}.")
        ).GetValue(actual);
    }

    private static bool Same(JsonValue expected, object? actual) => (expected.GetValueKind(), actual) switch
    {
        (JsonValueKind.String, DateTimeOffset time) =>
            time == DateTimeOffset.Parse(expected.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        (JsonValueKind.String, Uri address) => address.OriginalString == expected.GetValue<string>(),
        (JsonValueKind.String, string text) => text == expected.GetValue<string>(),
        (JsonValueKind.Number, DateTimeOffset time) => time == DateTimeOffset.UnixEpoch.AddSeconds(expected.GetValue<double>()),
        (JsonValueKind.Number, TimeSpan time) => time.TotalSeconds == expected.GetValue<double>() || time.TotalMilliseconds == expected.GetValue<double>(),
        (JsonValueKind.Number, IConvertible number) => number.ToDouble(CultureInfo.InvariantCulture) == expected.GetValue<double>(),
        (JsonValueKind.True or JsonValueKind.False, bool flag) => flag == expected.GetValue<bool>(),
        _ => false,
    };
}
