using System.Collections;
using System.Text.Json;
using Fleet.Client.Core;

namespace Fleet.Client.Tests.Environments;

/// <summary>The forms in which an expected change can be written.</summary>
public sealed class ReadChangeTests
{
    [Theory]
    [InlineData("""{"Table":"t","RowId":1,"Change":"modified","Fields":{"a":2},"NoOtherChanges":false}""", "modified t 1", "a=2", false)]
    [InlineData("""{"table":"t","pk":1,"field":"a","after":2}""", "modified t 1", "a=2", null)]
    [InlineData("""{"table":"t","pk":1,"field":"a","after":null}""", "modified t 1", "a=", null)]
    [InlineData("""{"table":"t","pk":1,"field":null,"after":"__added__"}""", "added t 1", null, null)]
    [InlineData("""{"table":"t","pk":1,"after":"__removed__"}""", "removed t 1", null, null)]
    [InlineData("""{"table":"t","pk":1,"fields":null,"after":"__added__"}""", "added t 1", null, null)]
    [InlineData("""{"table":"t","pk":1,"type":"insert","fields":[["a",1],["b","..."]]}""", "added t 1", "a=1 b=(any)", null)]
    [InlineData("""{"table":"t","pk":1,"type":"insert","fields":["a",1]}""", "added t 1", "a=1", null)]
    [InlineData("""{"table":"t","pk":1,"type":"insert","fields":[]}""", "added t 1", "", null)]
    [InlineData("""{"table":"t","pk":[1,"x"],"type":"delete"}""", "removed t 1, x", null, null)]
    [InlineData("""{"table":"t","pk":1,"type":"modify","resulting_fields":[["a",1]],"no_other_changes":true}""", "modified t 1", "a=1", true)]
    [InlineData("""{"table":"t","type":"modify"}""", "modified t", null, null)]
    public void A_form_is_read(string json, string row, string? fields, bool? noOtherChanges)
    {
        FleetExpectedChange change = FleetExpectation.ReadChange(Parse(json));

        Assert.Equal(row, change.ToString());
        Assert.Equal(
            fields,
            change.Fields is null ? null : string.Join(' ', change.Fields.Keys.Cast<string>().Select(name => $"{name}={change.Fields[name]}")));
        Assert.Equal(noOtherChanges, change.NoOtherChanges);
    }

    [Theory]
    [InlineData("""{"tabel":"t","pk":1,"type":"insert"}""", "x.tabel")]
    [InlineData("""{"pk":1,"type":"insert"}""", "x.Table")]
    [InlineData("""{"table":" ","type":"insert"}""", "x.Table")]
    [InlineData("""{"table":"t","pk":1}""", "x.Change")]
    [InlineData("""{"table":"t","pk":1,"type":"upsert"}""", "x.Change")]
    [InlineData("""{"table":"t","pk":1,"type":3}""", "x.type")]
    [InlineData("""{"table":"t","pk":1,"after":5}""", "x.field")]
    [InlineData("""{"table":"t","pk":1,"field":"a","after":5,"type":"modify"}""", "x")]
    [InlineData("""{"table":"t","pk":1,"RowId":1,"type":"delete"}""", "x.RowId")]
    [InlineData("""{"table":"t","pk":1,"type":"insert","fields":[["a"]]}""", "x.fields")]
    [InlineData("""{"table":"t","pk":1,"type":"insert","fields":[["a",1],["A",2]]}""", "x.fields")]
    [InlineData("""{"table":"t","pk":1,"type":"insert","fields":"a"}""", "x.fields")]
    [InlineData("""{"table":"t","pk":1,"type":"modify","resulting_fields":[["a",1]]}""", "x.no_other_changes")]
    [InlineData("""{"table":"t","pk":1,"type":"modify","resulting_fields":[["a",1]],"no_other_changes":"yes"}""", "x.no_other_changes")]
    [InlineData("""{"table":"t","pk":1,"type":"modify","resulting_fields":[["a",1]],"no_other_changes":true,"fields":{"a":1}}""", "x")]
    [InlineData("""{"table":"t","pk":1,"type":"insert","no_other_changes":true}""", "x.NoOtherChanges")]
    public void What_makes_no_sense_is_refused_by_its_place(string json, string field)
    {
        FleetValidationException refused = Assert.Throws<FleetValidationException>(() => FleetExpectation.ReadChange(Parse(json), "x"));

        Assert.Equal(field, Assert.Single(refused.Fields).Field);
    }

    [Fact]
    public void A_changed_row_can_be_expected_to_change_again()
    {
        FleetRowDiff row = new() { Table = "t", Change = "modified", RowId = 1L, Before = new Hashtable { ["a"] = 1L }, After = new Hashtable { ["a"] = 2L } };

        FleetExpectedChange change = FleetExpectation.FromRow(row);

        Assert.Equal("modified t 1", change.ToString());
        Assert.Equal(2L, change.Fields!["a"]);
    }

    private static OrderedDictionary<string, object?> Parse(string json)
    {
        Utf8JsonReader reader = new(System.Text.Encoding.UTF8.GetBytes(json));
        reader.Read();
        return FreeJson.ReadObject(ref reader);
    }
}
