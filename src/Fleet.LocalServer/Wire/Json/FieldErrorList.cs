using System.Globalization;
using System.Text.Json.Nodes;

namespace Fleet.LocalServer.Wire.Json;

/// <summary>Renders errors as the list in a 422 response.</summary>
internal static class FieldErrorList
{
    /// <summary>The list without the input values, as the environments service returns it.</summary>
    public static JsonArray Short(IEnumerable<FieldError> errors) => [.. errors.Select(static error => new JsonObject
    {
        ["loc"] = new JsonArray([.. error.Location.Select(static part => part is string name ? JsonValue.Create(name) : JsonValue.Create(Index(part)))]),
        ["msg"] = error.Message,
        ["type"] = error.Type,
    })];

    /// <summary>The body with every detail of each error, as the other services return it.</summary>
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
