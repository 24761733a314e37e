using System.Text.Json.Nodes;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>A request that is answered with an error: a status and the <c>detail</c> of its body.</summary>
internal sealed class ApiException(int status, JsonNode detail) : Exception(detail.ToJsonString())
{
    /// <summary>The status of the answer.</summary>
    public int Status { get; } = status;

    /// <summary>What the member <c>detail</c> of the body says.</summary>
    public JsonNode Detail { get; } = detail;

    /// <summary>400 with a text.</summary>
    public static ApiException BadRequest(string detail) => new(StatusCodes.Status400BadRequest, detail);

    /// <summary>404 with a text.</summary>
    public static ApiException NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    /// <summary>409 with a text.</summary>
    public static ApiException Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);

    /// <summary>422 with a list of what is wrong with which field.</summary>
    public static ApiException Invalid(params IEnumerable<FieldError> errors) =>
        new(StatusCodes.Status422UnprocessableEntity, new JsonArray([.. errors.Select(static error => error.ToJson())]));
}

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Location">Where it is: <c>body</c>, <c>query</c> or <c>path</c>, then names and indexes.</param>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Type">What is wrong, for programs.</param>
internal sealed record FieldError(IReadOnlyList<object> Location, string Message, string Type)
{
    /// <summary>The error as it goes out.</summary>
    public JsonNode ToJson()
    {
        JsonArray location = [];
        foreach (object part in Location)
        {
            location.Add(part is string name ? JsonValue.Create(name) : JsonValue.Create(Convert.ToInt64(part, System.Globalization.CultureInfo.InvariantCulture)));
        }

        return new JsonObject { ["loc"] = location, ["msg"] = Message, ["type"] = Type };
    }
}
