"""The differences between two databases, and expectations on them. The server compares; every row that differs is checked, no
matter which rows an expectation names."""
import base64
import json

from fleet._text import IgnoreConfig

KINDS = (("added_rows", "insert"), ("removed_rows", "delete"), ("modified_rows", "modify"))
ROW_MARKS = {"insert": "__added__", "delete": "__removed__"}


def same(one, other):
    """Returns True if two values are equal or are JSON texts of equal values."""
    if isinstance(one, (bytes, bytearray)):
        one = base64.b64encode(one).decode()
    if one == other:
        return True
    try:
        return all(isinstance(text, str) and text.strip()[:1] in ("{", "[") for text in (one, other)) \
            and json.loads(one) == json.loads(other)
    except ValueError:
        return False


def accepts(wanted, value):
    return wanted is ... or wanted == "any" or same(wanted, value)


def read_fields(entry, name):
    """Returns the fields that an entry lists, or None. Each is a name and its expected value; `...` matches any value."""
    pairs = entry.get(name)
    if pairs is None:
        return None
    for pair in pairs:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            raise ValueError(f"A field of {name} must be (name, value), (name, None) or (name, ...), not {pair!r}")
    return dict(pairs)


def check_entry(entry):
    if entry.get("type") not in (None, "insert", "modify", "delete"):
        raise ValueError(f"The type of an entry must be insert, modify or delete: {entry!r}")
    if entry.get("type") == "modify" and entry.get("resulting_fields") is not None \
            and not isinstance(entry.get("no_other_changes"), bool):
        raise ValueError(f"An entry with resulting_fields needs no_other_changes, True or False: {entry!r}")
    read_fields(entry, "resulting_fields")
    if entry.get("type") is not None:
        read_fields(entry, "fields")


class Change:
    """One row that differs."""

    def __init__(self, kind, table, row):
        self.kind = kind
        self.table = table
        self.row_id = row["row_id"]
        self.data = row.get("data", {})
        self.changes = row.get("changes", {})

    def concerns(self, entry):
        pk = entry.get("pk")
        wanted = list(pk) if isinstance(pk, (list, tuple)) else [pk]
        actual = self.row_id if isinstance(self.row_id, list) else [self.row_id]
        return entry.get("table") == self.table and \
            ([str(p) for p in wanted] == [str(a) for a in actual] or str(pk) == str(tuple(actual)))

    def faults(self, entry, ignore):
        """Returns what an entry with a type does not allow in this change. Ignored fields always match, whatever the entry says."""
        def read(name):
            fields = read_fields(entry, name)
            return fields and {f: v for f, v in fields.items() if not ignore.should_ignore_field(self.table, f)}

        if self.kind == "modify":
            wanted = read("resulting_fields")
            if wanted is None:
                return []
            found = [f"{f} {wanted[f]!r} expected, found {self.data.get(f)!r}" for f in wanted if not accepts(wanted[f], self.data.get(f))]
            if entry["no_other_changes"]:
                found += [f"{f} changed to {self.changes[f]['after']!r}, which is not listed" for f in self.changes if f not in wanted]
            return found
        wanted = read("fields")
        if wanted is None:
            return []
        row = {f: v for f, v in self.data.items() if f != "rowid" or f in wanted}
        found = [f"{f} {wanted[f]!r} expected, found {row[f]!r}" for f in row if f in wanted and not accepts(wanted[f], row[f])]
        if self.kind == "insert":
            found += [f"{f} {row[f]!r} is not listed" for f in row if f not in wanted]
        return found + [f"there is no field {f}" for f in wanted if f not in row]

    def left_over(self, entries):
        """Returns what entries without a type do not allow in this change: fields of a modified row, or the whole row."""
        mine = [e for e in entries if e.get("type") is None and self.concerns(e)]
        if self.kind == "modify":
            return [f for f, c in self.changes.items() if not any(e.get("field") == f and accepts(e.get("after"), c["after"]) for e in mine)]
        return [] if any(e.get("after") == ROW_MARKS[self.kind] for e in mine) else ["the row"]

    def describe(self, fields=None):
        pk = ", ".join(map(str, self.row_id)) if isinstance(self.row_id, list) else self.row_id
        if self.kind == "modify":
            shown = {f: c for f, c in self.changes.items() if fields is None or f in fields}
            return f"{self.table} {pk}: " + ", ".join(f"{f} {c['before']!r} -> {c['after']!r}" for f, c in shown.items())
        return f"{self.table} {pk}: row {'added' if self.kind == 'insert' else 'removed'}"


class SnapshotDiff:
    """All changes from one database to another."""

    def __init__(self, before, after, ignore_config=None):
        self.before = before
        self.after = after
        self.ignore_config = ignore_config or IgnoreConfig()
        self._give = after._give
        self._report = after._diff(before, self.ignore_config)
        for table in self._report.values():
            self._forgive_json(table)

    @property
    def changes(self):
        """The changes by table: added_rows, removed_rows, modified_rows."""
        return self._report

    @staticmethod
    def _forgive_json(table):
        """Drops differences between equivalent JSON texts, which the server reports."""
        kept = []
        for row in table["modified_rows"]:
            row["changes"] = {f: c for f, c in row["changes"].items() if not same(c["before"], c["after"])}
            if row["changes"]:
                kept.append(row)
        table["unchanged_count"] += len(table["modified_rows"]) - len(kept)
        table["modified_rows"] = kept
        table["total_changes"] = sum(len(table[rows]) for rows, _ in KINDS)

    def _all(self):
        return [Change(kind, name, row) for name, table in self._report.items() for rows, kind in KINDS for row in table[rows]]

    def _judge(self, change, entries):
        """Returns the reason the entries do not allow a change, or None."""
        typed = [e for e in entries if e.get("type") == change.kind and change.concerns(e)]
        faults = [change.faults(e, self.ignore_config) for e in typed]
        if any(not found for found in faults):
            return None
        rest = change.left_over(entries)
        if not rest:
            return None
        reasons = ", ".join(faults[0]) if faults else ""
        return f"Unexpected change: {change.describe(rest)}" + (f" ({reasons})" if reasons else "")

    def _expect(self, problems):
        problems = [problem for problem in problems if problem]
        if problems:
            raise AssertionError("; ".join(problems))
        return self._give(self)

    def expect_only(self, allowed_changes):
        """Raises unless every change is allowed."""
        for entry in allowed_changes:
            check_entry(entry)
        return self._expect([self._judge(change, allowed_changes) for change in self._all()])

    expect_only_v1 = expect_only_v2 = expect_only

    def expect_exactly(self, expected_changes):
        """Raises unless the changes are exactly those expected."""
        for entry in expected_changes:
            missing = [name for name in ("type", "table", "pk") if name not in entry or (name == "type" and entry[name] is None)]
            if missing:
                raise ValueError(f"An expected change needs {', '.join(missing)}: {entry!r}")
            check_entry(entry)
        changes = self._all()
        problems = [self._judge(change, expected_changes) for change in changes]
        problems += [f"Missing change: {entry['type']} {entry['table']} {entry['pk']}" for entry in expected_changes
                     if not any(change.kind == entry["type"] and change.concerns(entry) for change in changes)]
        return self._expect(problems)

    def expect(self, *, allow=None, forbid=None):
        """Raises if a field that is forbidden, or not among those allowed, has changed."""
        allowed = {(entry["table"], entry.get("field")) for entry in allow or ()}
        forbidden = {(entry["table"], entry.get("field")) for entry in forbid or ()}
        problems = []
        for change in self._all():
            fields = list(change.changes) or [None]
            bad = [f for f in fields if (change.table, f) in forbidden
                   or (f is not None and allowed and (change.table, f) not in allowed)]
            if bad:
                problems.append(f"Forbidden change: {change.describe(bad)}")
        return self._expect(problems)
