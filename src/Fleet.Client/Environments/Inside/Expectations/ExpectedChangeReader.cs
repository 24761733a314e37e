using System.Collections;
using System.Globalization;
using Fleet.Client.Core;

namespace Fleet.Client.Environments;

/// <summary>Reads one expected change, in our form or in one of the original's two.</summary>
internal sealed class ExpectedChangeReader
{
    private const string AnyText = "...";

    private static readonly Dictionary<string, string> s_kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["added"] = RowChange.Added, ["insert"] = RowChange.Added,
        ["removed"] = RowChange.Removed, ["delete"] = RowChange.Removed,
        ["modified"] = RowChange.Modified, ["modify"] = RowChange.Modified,
    };

    private static readonly Dictionary<string, string> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["table"] = "table",
        ["pk"] = "pk", ["rowid"] = "pk", ["row_id"] = "pk",
        ["type"] = "type", ["change"] = "type",
        ["field"] = "field",
        ["after"] = "after",
        ["fields"] = "fields",
        ["resulting_fields"] = "resulting_fields",
        ["no_other_changes"] = "no_other_changes", ["noOtherChanges"] = "no_other_changes",
    };

    private readonly Dictionary<string, object?> _values = [];
    private readonly string _place;

    public ExpectedChangeReader(IDictionary change, string place)
    {
        _place = place;
        foreach (DictionaryEntry entry in change)
        {
            string given = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "";
            string name = s_names.GetValueOrDefault(given)
                ?? throw FleetCheck.Failed(
                    $"{place}.{given}",
                    $"is not known; use Table, RowId, Change, Fields and NoOtherChanges, or the original's {string.Join(", ", s_names.Values.Distinct())}");
            if (!_values.TryAdd(name, entry.Value))
            {
                throw FleetCheck.Failed($"{place}.{given}", "is given twice, under two names");
            }
        }
    }

    /// <summary>Checks that a change is valid.</summary>
    public static void Require(FleetExpectedChange? change, string place)
    {
        if (change is null)
        {
            throw FleetCheck.Failed(place, "must not be null");
        }

        FleetCheck.Filled(change.Table, $"{place}.{nameof(change.Table)}");
        if (change.Change is not (RowChange.Added or RowChange.Removed or RowChange.Modified))
        {
            throw FleetCheck.Failed($"{place}.{nameof(change.Change)}", $"must be added, removed or modified, but is '{change.Change}'");
        }

        if (change.NoOtherChanges is not null && change.Change != RowChange.Modified)
        {
            throw FleetCheck.Failed($"{place}.{nameof(change.NoOtherChanges)}", "applies only to modified rows");
        }
    }

    public FleetExpectedChange Read()
    {
        FleetExpectedChange change = _values.ContainsKey("field") || _values.ContainsKey("after") ? OfField() : OfRow();
        Require(change, _place);
        return change;
    }

    // {table, pk, field, after}: one field, or a whole row that is marked by its value of after.
    private FleetExpectedChange OfField()
    {
        string? field = Text("field");
        object? after = _values.GetValueOrDefault("after");
        string? whole = after switch { "__added__" => RowChange.Added, "__removed__" => RowChange.Removed, _ => null };
        if (Text("type") is not null || _values.GetValueOrDefault("fields") is not null || _values.ContainsKey("resulting_fields"))
        {
            throw FleetCheck.Failed(_place, "has the fields of two forms: use field and after, or type and fields");
        }

        if (field is null && whole is null)
        {
            throw FleetCheck.Failed($"{_place}.field", "is missing: name the field, or say __added__ or __removed__ in after");
        }

        return field is null
            ? Change(whole!, null)
            : Change(RowChange.Modified, new OrderedDictionary<string, object?> { [field] = Value(after) });
    }

    private FleetExpectedChange OfRow()
    {
        string given = Text("type") ?? throw FleetCheck.Failed($"{_place}.Change", "is missing: say added, removed or modified");
        string kind = s_kinds.GetValueOrDefault(given) ?? given;
        bool? others = _values.GetValueOrDefault("no_other_changes") switch
        {
            null => null,
            bool flag => flag,
            object other => throw FleetCheck.Failed($"{_place}.no_other_changes", $"must be true or false, but is '{other}'"),
        };
        bool isOriginal = _values.TryGetValue("resulting_fields", out object? fields) && fields is not null;
        if (isOriginal && others is null)
        {
            throw FleetCheck.Failed($"{_place}.no_other_changes", "is missing: with resulting_fields, say whether other fields may have changed");
        }

        if (isOriginal && _values.GetValueOrDefault("fields") is not null)
        {
            throw FleetCheck.Failed(_place, "has both fields and resulting_fields; use one");
        }

        return Change(kind, Fields(isOriginal ? fields : _values.GetValueOrDefault("fields"))) with { NoOtherChanges = others };
    }

    private FleetExpectedChange Change(string kind, IDictionary? fields) =>
        new() { Table = Text("table") ?? "", Change = kind, RowId = RowId(_values.GetValueOrDefault("pk")), Fields = fields };

    private static object? RowId(object? given) => given is IEnumerable parts and not string ? parts.Cast<object?>().ToArray() : given;

    // A dictionary, or the original's list of pairs.
    private OrderedDictionary<string, object?>? Fields(object? given)
    {
        OrderedDictionary<string, object?> fields = new(StringComparer.OrdinalIgnoreCase);
        switch (given)
        {
            case null:
                return null;
            case IDictionary values:
                foreach (DictionaryEntry entry in values)
                {
                    Add(fields, entry.Key, entry.Value);
                }

                return fields;
            case IEnumerable pairs and not string:
                // A single pair, as it becomes if a language unwraps the outer list.
                object?[] list = [.. pairs.Cast<object?>()];
                foreach (object? item in list is [string, not IList] ? [list] : list)
                {
                    object?[] pair = item is IEnumerable parts and not (string or IDictionary) ? [.. parts.Cast<object?>()] : [];
                    if (pair.Length != 2)
                    {
                        throw FleetCheck.Failed($"{_place}.fields", "must be a dictionary, or a list of pairs of a name and a value");
                    }

                    Add(fields, pair[0], pair[1]);
                }

                return fields;
            default:
                throw FleetCheck.Failed($"{_place}.fields", "must be a dictionary, or a list of pairs of a name and a value");
        }
    }

    private void Add(OrderedDictionary<string, object?> fields, object? key, object? value)
    {
        string name = Convert.ToString(key, CultureInfo.InvariantCulture) ?? "";
        if (name.Length == 0 || !fields.TryAdd(name, Value(value)))
        {
            throw FleetCheck.Failed($"{_place}.fields", name.Length == 0 ? "has a field without a name" : $"has '{name}' twice");
        }
    }

    private static object? Value(object? value) => value is AnyText ? FleetExpectedChange.Any : value;

    private string? Text(string name) => _values.GetValueOrDefault(name) switch
    {
        null => null,
        string text => text,
        object other => throw FleetCheck.Failed($"{_place}.{name}", $"must be a text, but is '{other}'"),
    };
}
