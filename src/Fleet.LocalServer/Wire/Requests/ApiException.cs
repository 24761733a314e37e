using System.Text.Json.Nodes;
using Fleet.LocalServer.Wire.Json;

namespace Fleet.LocalServer.Wire.Requests;

/// <summary>A request fails: the status and the <c>detail</c> of the error response.</summary>
internal sealed class ApiException(int status, JsonNode detail) : Exception(detail is JsonValue ? detail.ToString() : detail.ToJsonString())
{
    /// <summary>The response's status.</summary>
    public int Status { get; } = status;

    /// <summary>The member <c>detail</c> of the body.</summary>
    public JsonNode Detail { get; } = detail;

    /// <summary>Creates a 400 error.</summary>
    public static ApiException BadRequest(string detail) => new(StatusCodes.Status400BadRequest, detail);

    /// <summary>Creates a 404 error.</summary>
    public static ApiException NotFound(string detail) => new(StatusCodes.Status404NotFound, detail);

    /// <summary>Creates a 409 error.</summary>
    public static ApiException Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);

    /// <summary>Creates a 422 error with the list of field errors.</summary>
    public static ApiException Invalid(params IEnumerable<FieldError> errors) => new(StatusCodes.Status422UnprocessableEntity, FieldErrorList.Short(errors));
}
