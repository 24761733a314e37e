using System.Globalization;
using System.Text.Json.Nodes;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>Errors as the list in an answer with status 422.</summary>
internal static class FieldErrorList
{
    /// <summary>The list without what was given, as the environments service has it.</summary>
    public static JsonArray Short(IEnumerable<FieldError> errors) => [.. errors.Select(static error => new JsonObject
    {
        ["loc"] = new JsonArray([.. error.Location.Select(static part => part is string name ? JsonValue.Create(name) : JsonValue.Create(Index(part)))]),
        ["msg"] = error.Message,
        ["type"] = error.Type,
    })];

    /// <summary>The body with the list of all that is known, as the other services have it.</summary>
    public static JsonText Full(IEnumerable<FieldError> errors)
    {
        JsonText json = new JsonText(JsonStyle.Error).OpenObject().Name("detail").OpenArray();
        foreach (FieldError error in errors)
        {
            json.OpenObject().Field("type", error.Type).Name("loc").OpenArray();
            foreach (object part in error.Location)
            {
                _ = part is string name ? json.Value(name) : json.Value(Index(part));
            }

            json.CloseArray().Field("msg", error.Message).Name("input");
            (error.Input ?? (static input => input.Value((string?)null)))(json);
            if (error.Context is { } context)
            {
                context(json.Name("ctx").OpenObject());
                json.CloseObject();
            }

            json.CloseObject();
        }

        return json.CloseArray().CloseObject();
    }

    private static long Index(object part) => Convert.ToInt64(part, CultureInfo.InvariantCulture);
}
