using System.Collections;

namespace Fleet.Client.Tests.Environments;

/// <summary>Changes of one small database that pass, and others that do not.</summary>
public sealed class ExpectationTests
{
    private static readonly FleetRowDiff s_solved = Modified("tickets", 7L, ("status", "open", "solved"), ("priority", "high", "low"));
    private static readonly FleetRowDiff s_message = Added("messages", 31L, ("id", 31L), ("ticket_id", 7L), ("body", "Refund sent."));
    private static readonly FleetRowDiff s_draft = new() { Table = "drafts", Change = "removed", RowId = 3L, Before = Fields(("id", 3L), ("body", "?")) };

    private static readonly FleetExpectedChange[] s_all =
    [
        new() { Table = "tickets", Change = "modified", RowId = 7, Fields = Fields(("status", "solved"), ("priority", "low")) },
        new() { Table = "messages", Change = "added", RowId = 31, Fields = Fields(("id", 31), ("ticket_id", 7), ("body", "Refund sent.")) },
        new() { Table = "drafts", Change = "removed", RowId = 3 },
    ];

    public static TheoryData<FleetStrictness> Strictnesses => [.. Enum.GetValues<FleetStrictness>()];

    [Theory, MemberData(nameof(Strictnesses))]
    public void What_is_expected_and_happened_passes(FleetStrictness strictness)
    {
        FleetInstanceCheck check = Check(s_all, strictness, s_solved, s_message, s_draft);

        Assert.True(check.Passed, check.Summary);
        Assert.Equal(3, check.ChangedRows);
        Assert.Equal("i1", check.InstanceId);
        Assert.Equal(strictness, check.Strictness);
    }

    [Theory, MemberData(nameof(Strictnesses))]
    public void Nothing_expected_and_nothing_changed_passes(FleetStrictness strictness) => Assert.True(Check([], strictness).Passed);

    [Theory, MemberData(nameof(Strictnesses))]
    public void Every_other_change_is_seen(FleetStrictness strictness)
    {
        // Overlooked by the original: another row of a table that is named, and a cell of one that is not.
        FleetInstanceCheck check = Check(
            s_all,
            strictness,
            s_solved,
            s_message,
            s_draft,
            Added("messages", 32L, ("id", 32L)),
            Modified("users", 1L, ("name", "Al", "Bo")));

        Assert.Equal(
            ["added messages 32: nothing expects it", "modified users 1: nothing expects it"],
            check.Unexpected.Select(static finding => finding.ToString()));
        Assert.Empty(check.Missing);
    }

    [Theory, MemberData(nameof(Strictnesses))]
    public void Another_value_is_shown_beside_the_expected_one(FleetStrictness strictness)
    {
        FleetInstanceCheck check = Check(s_all, strictness, s_solved with { After = Fields(("status", "closed"), ("priority", "low")) }, s_message, s_draft);

        FleetCheckFinding finding = Assert.Single(check.Unexpected);
        Assert.Equal(("status", "solved", "closed"), (finding.Field, finding.Expected, finding.Actual));
        Assert.Equal("status is \"closed\", expected \"solved\"", finding.Reason);
        Assert.Empty(check.Missing);
    }

    [Fact]
    public void What_did_not_happen_is_missing_where_everything_must_have()
    {
        FleetInstanceCheck check = Check(s_all, FleetStrictness.Exactly, s_solved);

        Assert.Empty(check.Unexpected);
        Assert.Equal(["added messages 31: did not happen", "removed drafts 3: did not happen"], check.Missing.Select(static finding => finding.ToString()));
        Assert.Equal("missing: added messages 31: did not happen (and 1 more)", check.Summary);
    }

    [Theory]
    [InlineData(FleetStrictness.Only)]
    [InlineData(FleetStrictness.OnlyV2)]
    public void What_is_allowed_need_not_have_happened(FleetStrictness strictness) => Assert.True(Check(s_all, strictness, s_solved).Passed);

    [Theory]
    [InlineData(FleetStrictness.Only, true)]
    [InlineData(FleetStrictness.OnlyV2, false)]
    [InlineData(FleetStrictness.Exactly, false)]
    public void Of_an_added_row_every_field_is_named_unless_only_some_are_asked_for(FleetStrictness strictness, bool passes)
    {
        FleetExpectedChange some = new() { Table = "messages", Change = "added", RowId = 31, Fields = Fields(("ticket_id", 7)) };

        FleetInstanceCheck check = Check([some], strictness, s_message);

        Assert.Equal(passes, check.Passed);
        Assert.Equal(passes ? [] : ["id", "body"], check.Unexpected.Select(static finding => finding.Field));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Another_field_of_a_modified_row_may_change_only_where_that_is_said(bool? othersDoNot, bool passes)
    {
        FleetExpectedChange some = new()
        {
            Table = "tickets",
            Change = "modified",
            RowId = 7,
            Fields = Fields(("status", "solved")),
            NoOtherChanges = othersDoNot,
        };

        FleetInstanceCheck check = Check([some], FleetStrictness.OnlyV2, s_solved);

        Assert.Equal(passes ? [] : ["priority"], check.Unexpected.Select(static finding => finding.Field));
    }

    [Fact]
    public void A_field_that_is_to_become_something_and_did_not_change_is_looked_at_all_the_same()
    {
        FleetRowDiff row = Modified("tickets", 7L, ("status", "open", "solved")) with { Data = Fields(("status", "solved"), ("priority", "high")) };
        FleetExpectedChange expected = new() { Table = "tickets", Change = "modified", RowId = 7, Fields = Fields(("status", "solved"), ("priority", "low")) };

        Assert.Equal("priority is \"high\", expected \"low\"", Assert.Single(Check([expected], FleetStrictness.Exactly, row).Unexpected).Reason);
        Assert.True(Check([expected], FleetStrictness.OnlyV2, row).Passed);
    }

    [Fact]
    public void One_row_is_no_other_kind_of_change()
    {
        FleetInstanceCheck check = Check([new() { Table = "messages", Change = "removed", RowId = 31 }], FleetStrictness.Exactly, s_message);

        Assert.Single(check.Unexpected);
        Assert.Single(check.Missing);
    }

    [Fact]
    public void An_entry_without_a_key_stands_for_one_row()
    {
        FleetExpectedChange any = new() { Table = "messages", Change = "added" };

        Assert.True(Check([any], FleetStrictness.Exactly, s_message).Passed);
        Assert.Single(Check([any], FleetStrictness.Exactly, s_message, s_message with { RowId = 32L }).Unexpected);
        Assert.True(Check([any, any with { }], FleetStrictness.Exactly, s_message, s_message with { RowId = 32L }).Passed);
        Assert.Single(Check([any, any with { }], FleetStrictness.Exactly, s_message).Missing);
    }

    [Fact]
    public void An_entry_without_a_key_that_is_missing_says_what_it_is_about()
    {
        FleetExpectedChange entry = new() { Table = "messages", Change = "added", Fields = Fields(("ticket_id", 7), ("body", FleetExpectedChange.Any)) };

        Assert.Equal("did not happen (ticket_id: 7, body: any value)", Assert.Single(Check([entry], FleetStrictness.Exactly).Missing).Reason);
    }

    [Fact]
    public void Rows_and_entries_without_keys_find_each_other_whatever_their_order()
    {
        // The first entry fits both rows, the second only the first row.
        FleetExpectedChange either = new() { Table = "t", Change = "added", Fields = Fields(("v", FleetExpectedChange.Any)) };
        FleetExpectedChange one = new() { Table = "t", Change = "added", Fields = Fields(("v", 1)) };

        Assert.True(Check([either, one], FleetStrictness.Exactly, Added("t", 1L, ("v", 1L)), Added("t", 2L, ("v", 2L))).Passed);
    }

    [Fact]
    public void A_row_that_fits_no_entry_is_explained_by_the_nearest()
    {
        FleetExpectedChange entry = new()
        {
            Table = "messages",
            Change = "added",
            Fields = Fields(("id", FleetExpectedChange.Any), ("ticket_id", 7), ("body", "Sorry.")),
        };

        FleetInstanceCheck check = Check([entry], FleetStrictness.Exactly, s_message);

        Assert.Equal("added messages 31: body is \"Refund sent.\", expected \"Sorry.\"", Assert.Single(check.Unexpected).ToString());
        Assert.Empty(check.Missing);
    }

    [Theory]
    [InlineData("log")]
    [InlineData("LOG")]
    public void A_table_that_is_left_out_does_not_count(string table) => Assert.True(Check(
        new FleetExpectation { Ignore = new FleetDiffOptions { IgnoreTables = [table] } }, Added("log", 1L, ("id", 1L))).Passed);

    [Theory]
    [InlineData("updated_at")]
    [InlineData("tickets.UPDATED_AT")]
    public void A_field_that_is_left_out_does_not_count(string field)
    {
        FleetExpectation expectation = new()
        {
            Changes = [new() { Table = "tickets", Change = "added", RowId = 9, Fields = Fields(("id", 9)) }],
            Ignore = new FleetDiffOptions { IgnoreFields = [field] },
        };

        FleetInstanceCheck check = Check(expectation, Modified("tickets", 7L, ("updated_at", "a", "b")), Added("tickets", 9L, ("id", 9L), ("updated_at", "c")));

        Assert.True(check.Passed, check.Summary);
        Assert.Equal(1, check.ChangedRows);
    }

    [Theory]
    [InlineData(1, 1.0, true)]
    [InlineData(1, "1", false)]
    [InlineData(true, 1L, true)]
    [InlineData(null, null, true)]
    [InlineData(null, "", false)]
    [InlineData(0.1, 0.1, true)]
    [InlineData(9007199254740993L, 9007199254740992.0, false)]
    [InlineData("{\"a\": 1, \"b\": [1, 2]}", "{\"b\":[1.0,2],\"a\":1}", true)]
    [InlineData("{\"a\":1}", "{\"a\":2}", false)]
    [InlineData("{a}", "{a}", true)]
    [InlineData("[1]", "[1] ", true)]
    [InlineData("1", "1.0", false)]
    public void Two_values_are_the_same_when_they_mean_the_same(object? expected, object? actual, bool same)
    {
        FleetExpectedChange entry = new() { Table = "t", Change = "added", RowId = 1, Fields = Fields(("v", expected)) };

        Assert.Equal(same, Check([entry], FleetStrictness.Exactly, Added("t", 1L, ("v", actual))).Passed);
    }

    [Fact]
    public void A_field_whose_JSON_is_only_spelt_otherwise_has_not_changed() =>
        Assert.True(Check([], FleetStrictness.Exactly, Modified("t", 1L, ("v", "{\"a\":1}", "{ \"a\": 1 }"))).Passed);

    [Fact]
    public void A_dictionary_stands_for_the_JSON_that_a_field_holds() => Assert.True(Check(
        [new() { Table = "t", Change = "added", RowId = 1, Fields = Fields(("v", new Hashtable { ["a"] = 1 })) }],
        FleetStrictness.Exactly,
        Added("t", 1L, ("v", "{\"a\": 1}"))).Passed);

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void A_condition_judges_a_value(long value, bool passes) => Assert.Equal(passes, Check(
        [new() { Table = "t", Change = "added", RowId = 1, Fields = Fields(("v", new Predicate<object?>(static v => v is 5L))) }],
        FleetStrictness.Exactly,
        Added("t", 1L, ("v", value))).Passed);

    [Theory]
    [InlineData("7", 7L, true)]
    [InlineData(7, "7", true)]
    [InlineData(7.0, 7L, true)]
    [InlineData("07", 7L, false)]
    [InlineData(new object[] { "x", 1 }, new object[] { "x", 1L }, true)]
    [InlineData(new object[] { "x", 1 }, new object[] { 1L, "x" }, false)]
    [InlineData(new object[] { 7 }, 7L, true)]
    public void A_key_is_compared_as_text(object expected, object actual, bool same) => Assert.Equal(same, Check(
        [
            new()
            {
                Table = "T",
                Change = "removed",
                RowId = expected,
            },
        ], FleetStrictness.Exactly, new FleetRowDiff { Table = "t", Change = "removed", RowId = actual, Before = Fields() }).Passed);

    [Fact]
    public void Many_rows_take_no_long_time()
    {
        // Comparing every entry with every row would take 400 million comparisons.
        const int many = 20_000;
        FleetExpectedChange[] expected =
        [
            .. Enumerable
                .Range(0, many)
                .Select(static i => new FleetExpectedChange
                {
                    Table = "t",
                    Change = "added",
                    RowId = i,
                }),
        ];
        FleetRowDiff[] rows = [.. Enumerable.Range(0, many).Select(static i => Added("t", (long)i, ("id", (long)i)))];

        Assert.True(Check(expected, FleetStrictness.Exactly, rows).Passed);
    }

    private static FleetInstanceCheck Check(FleetExpectedChange[] expected, FleetStrictness strictness, params FleetRowDiff[] rows) =>
        Check(new FleetExpectation { Changes = expected, Strictness = strictness }, rows);

    private static FleetInstanceCheck Check(FleetExpectation expectation, params FleetRowDiff[] rows) => expectation.Check(new FleetInstanceDiff
    {
        InstanceId = "i1",
        Tables = [.. rows.GroupBy(static row => row.Table).Select(static group => new FleetTableDiff
        {
            Table = group.Key,
            Added = [.. group.Where(static row => row.Change == "added")],
            Removed = [.. group.Where(static row => row.Change == "removed")],
            Modified = [.. group.Where(static row => row.Change == "modified")],
        })],
    });

    private static FleetRowDiff Added(string table, object key, params (string, object?)[] fields) =>
        new() { Table = table, Change = "added", RowId = key, After = Fields(fields), Data = Fields(fields) };

    private static FleetRowDiff Modified(string table, object key, params (string Name, object? Before, object? After)[] fields) => new()
    {
        Table = table,
        Change = "modified",
        RowId = key,
        Before = Fields([.. fields.Select(static field => (field.Name, field.Before))]),
        After = Fields([.. fields.Select(static field => (field.Name, field.After))]),
    };

    private static OrderedDictionary<string, object?> Fields(params (string Name, object? Value)[] fields) =>
        new(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
}
