using System.Text.Json.Nodes;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>A request that is answered with an error: a status and the <c>detail</c> of its body.</summary>
internal sealed class ApiException(int status, JsonNode detail) : Exception(detail is JsonValue ? detail.ToString() : detail.ToJsonString())
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

    /// <summary>422 with the list of errors in fields.</summary>
    public static ApiException Invalid(params IEnumerable<FieldError> errors) => new(StatusCodes.Status422UnprocessableEntity, FieldErrorList.Short(errors));
}
