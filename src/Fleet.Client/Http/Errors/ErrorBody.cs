using System.Collections;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Client.Core;

namespace Fleet.Client.Http;

/// <summary>
/// The content of an error's body, in any of the services' forms: text, <c>detail</c> as text, object or list, <c>error</c>, <c>message</c>, a bare list.
/// </summary>
internal sealed class ErrorBody
{
    private const int LongestText = 600;

    /// <summary>The service's own description of the error, on one line; empty if there is none that can be shown.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The machine-readable code, if there is one.</summary>
    public string? Code { get; private set; }

    /// <summary>The invalid fields, if they are named.</summary>
    public List<FleetFieldError> Fields { get; } = [];

    public int? RunningInstances { get; private set; }

    public int? InstanceLimit { get; private set; }

    /// <summary>True if the body is JSON, as the services send it; a page comes from something in between.</summary>
    public bool IsJson { get; private set; }

    /// <summary>Reads a body. Escaped text comes out plain, so it is redacted here although the body has been redacted already.</summary>
    public static ErrorBody Read(string body, Redactor redactor)
    {
        ErrorBody error = new();
        string trimmed = body.Trim();
        if (trimmed.Length == 0 || trimmed[0] == '<')
        {
            return error;
        }

        JsonNode? root = null;
        if (trimmed[0] is '{' or '[' or '"')
        {
            try
            {
                root = JsonNode.Parse(trimmed);
            }
            catch (JsonException)
            {
                // Truncated, or not JSON after all: shown as text.
            }
        }

        if (root is null)
        {
            error.Text = OneLine(redactor.Text(trimmed));
            return error;
        }

        error.IsJson = true;
        error.ReadRoot(root);
        error.Text = OneLine(redactor.Text(error.Text));
        error.Code = error.Code is null ? null : OneLine(redactor.Text(error.Code));
        for (int i = 0; i < error.Fields.Count; i++)
        {
            FleetFieldError field = error.Fields[i];
            error.Fields[i] = field with
            {
                Field = OneLine(redactor.Text(field.Field)),
                Message = OneLine(redactor.Text(field.Message)),
                Input = Shown(field.Input, redactor),
                Context = Shown(field.Context, redactor) as IDictionary,
            };
        }

        return error;
    }

    /// <summary>Returns a text on one line, truncated to fit a message.</summary>
    public static string OneLine(string text)
    {
        StringBuilder line = new(Math.Min(text.Length, LongestText));
        foreach (char c in text)
        {
            if (line.Length >= LongestText)
            {
                return line.Append("...").ToString();
            }

            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
            {
                line.Append(c);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd();
    }

    private void ReadRoot(JsonNode root)
    {
        if (root is not JsonObject members)
        {
            ReadDetail(root);
            return;
        }

        JsonNode? detail = members["detail"] ?? members["error"] ?? members["message"];
        ReadFacts(members);
        if (detail is null || (detail is JsonObject or JsonArray) is false)
        {
            // {"error":"code","message":"text"} and similar forms: the longer name is the text.
            Text = AsText(members["detail"]) ?? AsText(members["message"]) ?? AsText(members["error"]) ?? AsText(members["title"]) ?? "";
            ReadFields(members["errors"]);
        }
        else
        {
            ReadDetail(detail);
        }

        if (Text.Length == 0)
        {
            Text = Fields.Count > 0 ? string.Join("; ", Fields) : root.ToJsonString();
        }
    }

    private void ReadDetail(JsonNode detail)
    {
        switch (detail)
        {
            case JsonObject members:
                ReadFacts(members);
                Text = AsText(members["message"]) ?? AsText(members["msg"]) ?? AsText(members["detail"]) ?? AsText(members["error"]) ?? members.ToJsonString();
                break;
            case JsonArray items:
                ReadFields(items);
                Text = string.Join(
                    "; ",
                    items
                        .Where(static item => item is not JsonObject)
                        .Select(static item => AsText(item) ?? "null")
                        .Concat(Fields.Select(static field => field.ToString())));
                break;
            default:
                Text = AsText(detail) ?? "";
                break;
        }
    }

    private void ReadFacts(JsonObject members)
    {
        Code ??= AsText(members["error_type"]) ?? AsText(members["code"]) ?? (members["message"] is null ? null : AsText(members["error"]));
        RunningInstances ??= AsNumber(members["running_instances"]);
        InstanceLimit ??= AsNumber(members["instance_limit"]);
    }

    private void ReadFields(JsonNode? errors)
    {
        if (errors is JsonArray items)
        {
            foreach (JsonObject item in items.OfType<JsonObject>())
            {
                string? field = item["loc"] is JsonArray path ? string.Join('.', path.Select(AsText)) : AsText(item["field"]);
                Fields.Add(
                    new FleetFieldError
                    {
                        Field = field ?? "",
                        Message = AsText(item["msg"]) ?? AsText(item["message"]) ?? item.ToJsonString(),
                        Code = AsText(item["type"]),
                        Input = Plain(item["input"]),
                        Context = Plain(item["ctx"]) as IDictionary,
                    });
            }
        }
        else if (errors is JsonObject byField)
        {
            foreach ((string field, JsonNode? messages) in byField)
            {
                Fields.Add(
                    new FleetFieldError
                    {
                        Field = field,
                        Message = messages is JsonArray list ? string.Join("; ", list.Select(AsText)) : AsText(messages) ?? "",
                    });
            }
        }
    }

    private static object? Shown(object? value, Redactor redactor) => value switch
    {
        string text => redactor.Text(text),
        object?[] items => items.Select(item => Shown(item, redactor)).ToArray(),
        OrderedDictionary<string, object?> members => new OrderedDictionary<string, object?>(
            members.Select(member => KeyValuePair.Create(member.Key, Shown(member.Value, redactor)))),
        _ => value,
    };

    private static object? Plain(JsonNode? node)
    {
        if (node is null)
        {
            return null;
        }

        JsonCursor json = new(Encoding.UTF8.GetBytes(node.ToJsonString()), null);
        return json.Free();
    }

    private static string? AsText(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonValue value => value.ToJsonString(),
        _ => null,
    };

    private static int? AsNumber(JsonNode? node) => node is JsonValue value && value.TryGetValue(out int number) ? number : null;
}
