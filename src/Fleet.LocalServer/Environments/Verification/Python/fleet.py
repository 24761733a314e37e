"""What a verifier can use: the module that it sees as `fleet`, whose main names it has without an import.

The databases live in the server. `call` sends one request there and returns the answer; `give` turns a value into what
the verifier gets: the value itself, or something to await when the verifier is a coroutine function.
"""
import json
import string
import re

TASK_SUCCESSFUL_SCORE = 1
TASK_FAILED_SCORE = 0

_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def _plain(value):
    if value is None:
        return ""
    text = json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else str(value)
    return "".join(text.lower().translate(_NO_PUNCTUATION).split())


def normalized_contains(target, blob):
    """Whether `blob` contains `target`, whatever the case, the white space and the punctuation."""
    return _plain(target) in _plain(blob)


def normalized_string_comparison(one, other):
    """Whether two texts are equal, whatever the case, the white space and the punctuation."""
    return _plain(one) == _plain(other)


def extract_numbers(text):
    """All numbers of a text, in their order; commas are taken as separators of thousands."""
    return [float(number) for number in re.findall(r"-?[0-9]+(?:\.[0-9]+)?", str(text or "").replace(",", ""))]


def contains_number(text, target_number):
    """Whether a text contains a number, however it is written."""
    try:
        wanted = float(str(target_number).replace(",", ""))
    except ValueError:
        return False
    return wanted in extract_numbers(text)


def verifier(function=None, **_):
    """The decorator of the SDK, with or without arguments: here the function stays what it is."""
    return function if callable(function) else lambda decorated: decorated


class IgnoreConfig:
    """What a comparison leaves out: whole tables, fields of every table, fields of one table."""

    def __init__(self, tables=None, fields=None, table_fields=None):
        self.tables = set(tables or ())
        self.fields = set(fields or ())
        self.table_fields = {table: set(names) for table, names in (table_fields or {}).items()}

    def should_ignore_table(self, table):
        return table in self.tables

    def should_ignore_field(self, table, field):
        return field in self.fields or field in self.table_fields.get(table, ())


class DatabaseError(Exception):
    """The database refused a statement."""


class QueryResponse:
    """The answer to a statement. A refused one has `success` false and says why in `error`."""

    def __init__(self, answer):
        self.error = answer.get("error")
        self.success = self.error is None
        self.columns = answer.get("columns")
        self.rows = answer.get("rows")
        self.rows_affected = answer.get("rows_affected")
        self.last_insert_id = answer.get("last_insert_id")
        self.message = self.error or "ok"

    def dictionaries(self):
        return [dict(zip(self.columns, row)) for row in self.rows or ()]


class Database:
    """One database of the instance, `seed` or `current`."""

    def __init__(self, name, call, give):
        self.name = name
        self._call = call
        self._give = give

    def _run(self, sql, args=None, read_only=True):
        return QueryResponse(self._call({
            "op": "query", "database": self.name, "sql": sql, "args": list(args or ()), "read_only": read_only}))

    def _select(self, sql, args=None):
        response = self._run(sql, args)
        if not response.success:
            raise DatabaseError(f"{response.error} (database {self.name}, statement {sql})")
        return response.dictionaries()

    def _tables(self):
        return self._call({"op": "describe", "database": self.name})["tables"]

    def query(self, sql, args=None):
        return self._give(self._run(sql, args))

    def exec(self, sql, args=None):
        return self._give(self._run(sql, args, read_only=False))

    def describe(self):
        return self._give(_Record(success=True, resource_name=self.name, tables=[_Record(**t) for t in self._tables()]))

    def tables(self):
        return self._give([table["name"] for table in self._tables()])

    def table(self, name):
        return QueryBuilder(self, name)

    def diff(self, other, ignore_config=None):
        """What changed from this database to the other one."""
        return self._give(SnapshotDiff(self, other, ignore_config or IgnoreConfig()))


DatabaseSnapshot = Database


class _Record(dict):
    """A dictionary whose entries can be read as attributes as well."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def _quote(identifier):
    if identifier == "*" or not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)?", identifier):
        return identifier
    return ".".join(f'"{part}"' for part in identifier.split("."))


def _quote_whole(identifier):
    return '"' + identifier.replace('"', '""') + '"'


class QueryBuilder:
    """A query over one table. Every call returns a new builder; `first`, `all`, `count` and the assertions run it."""

    def __init__(self, database, table):
        self._database = database
        self._table = table
        self._columns = ("*",)
        self._joins = ()
        self._conditions = ()
        self._order = ()
        self._limit = None

    def _with(self, **changes):
        copy = QueryBuilder(self._database, self._table)
        copy.__dict__.update(self.__dict__, **changes)
        return copy

    def _where(self, sql, *args):
        return self._with(_conditions=(*self._conditions, (sql, args)))

    def select(self, *columns):
        return self._with(_columns=columns or ("*",))

    def join(self, other, on):
        pairs = " AND ".join(
            f"{_quote_whole(self._table)}.{_quote_whole(mine)} = {_quote_whole(other)}.{_quote_whole(theirs)}"
            for mine, theirs in on.items())
        return self._with(_joins=(*self._joins, f"JOIN {_quote_whole(other)} ON {pairs}"))

    def eq(self, column, value):
        return self.is_null(column) if value is None else self._where(f"{_quote(column)} = ?", value)

    def neq(self, column, value):
        return self.not_null(column) if value is None else self._where(f"{_quote(column)} != ?", value)

    def gt(self, column, value):
        return self._where(f"{_quote(column)} > ?", value)

    def gte(self, column, value):
        return self._where(f"{_quote(column)} >= ?", value)

    def lt(self, column, value):
        return self._where(f"{_quote(column)} < ?", value)

    def lte(self, column, value):
        return self._where(f"{_quote(column)} <= ?", value)

    def in_(self, column, values):
        values = tuple(values)
        return self._where(f"{_quote(column)} IN ({', '.join('?' * len(values))})", *values)

    def not_in(self, column, values):
        values = tuple(values)
        return self._where(f"{_quote(column)} NOT IN ({', '.join('?' * len(values))})", *values)

    def is_null(self, column):
        return self._where(f"{_quote(column)} IS NULL")

    def not_null(self, column):
        return self._where(f"{_quote(column)} IS NOT NULL")

    def like(self, column, pattern):
        return self._where(f"{_quote(column)} LIKE ?", pattern)

    def ilike(self, column, pattern):
        return self._where(f"lower({_quote(column)}) LIKE lower(?)", pattern)

    def sort(self, column, desc=False):
        down = desc.lower() == "desc" if isinstance(desc, str) else desc
        return self._with(_order=(*self._order, f"{_quote(column)} {'DESC' if down else 'ASC'}"))

    def limit(self, count):
        return self._with(_limit=count)

    def _statement(self):
        parts = [f"SELECT {', '.join(map(_quote, self._columns))} FROM {_quote_whole(self._table)}", *self._joins]
        args = []
        if self._conditions:
            parts.append("WHERE " + " AND ".join(sql for sql, _ in self._conditions))
            args = [value for _, values in self._conditions for value in values]
        if self._order:
            parts.append("ORDER BY " + ", ".join(self._order))
        if self._limit is not None:
            parts.append(f"LIMIT {int(self._limit)}")
        return " ".join(parts), args

    def _rows(self):
        return self._database._select(*self._statement())

    def _first(self):
        return next(iter(self.limit(1)._rows()), None)

    def _require(self, holds, what):
        if not holds:
            sql, args = self._statement()
            raise AssertionError(f"{what}. Query: {sql} Arguments: {args}")
        return self._database._give(None)

    def all(self):
        return self._database._give(self._rows())

    def first(self):
        return self._database._give(self._first())

    def count(self):
        counting = self._with(_columns=("COUNT(*) AS __cnt__",), _order=(), _limit=None)
        return self._database._give(counting._rows()[0]["__cnt__"])

    def assert_exists(self):
        return self._require(self._first() is not None, "Expected at least one row, found none")

    def assert_none(self):
        return self._require(self._first() is None, "Expected no row, found at least one")

    def assert_eq(self, column, value):
        row = self._first()
        return self._require(row is not None and row.get(column) == value,
                             f"Expected {column} {value!r}, found {'no row' if row is None else repr(row.get(column))}")


def _same(one, other):
    if one == other:
        return True
    try:
        return all(isinstance(text, str) and text.lstrip()[:1] in ("{", "[") for text in (one, other)) \
            and json.loads(one) == json.loads(other)
    except ValueError:
        return False


class SnapshotDiff:
    """Every change between two databases, row by row: (kind, table, primary key, values before, values after)."""

    def __init__(self, before, after, ignore):
        self.changes = []
        old_tables = {table["name"]: table for table in before._tables()}
        new_tables = {table["name"]: table for table in after._tables()}
        for name in {**old_tables, **new_tables}:
            if ignore.should_ignore_table(name):
                continue
            old = self._load(before, old_tables.get(name))
            new = self._load(after, new_tables.get(name))
            for key in {**old, **new}:
                was, now = old.get(key), new.get(key)
                if was is None:
                    self.changes.append(("insert", name, key, {}, now))
                elif now is None:
                    self.changes.append(("delete", name, key, was, {}))
                else:
                    fields = [f for f in {**was, **now}
                              if not ignore.should_ignore_field(name, f) and not _same(was.get(f), now.get(f))]
                    if fields:
                        self.changes.append(("modify", name, key, {f: was.get(f) for f in fields}, {f: now.get(f) for f in fields}))

    @staticmethod
    def _load(database, table):
        if table is None:
            return {}
        key = [c["name"] for c in sorted(table["columns"], key=lambda c: c["pk"]) if c["pk"]]
        columns = "*" if key else "rowid AS __rowid__, *"
        rows = database._select(f"SELECT {columns} FROM {_quote_whole(table['name'])}")
        if key:
            return {tuple(row[part] for part in key): row for row in rows}
        return {(row.pop("__rowid__"),): row for row in rows}

    @staticmethod
    def _describe(change):
        kind, table, key, before, after = change
        pk = ", ".join(map(str, key))
        if kind == "modify":
            return f"{table} {pk}: " + ", ".join(f"{f} {before[f]!r} -> {after[f]!r}" for f in after)
        return f"{table} {pk}: row {'added' if kind == 'insert' else 'removed'}"

    @staticmethod
    def _concerns(entry, change):
        pk = entry.get("pk")
        parts = pk if isinstance(pk, (list, tuple)) else [pk]
        return entry.get("table") == change[1] and [str(p) for p in parts] == [str(p) for p in change[2]]

    @staticmethod
    def _accepts(wanted, value):
        return wanted is ... or wanted == "any" or _same(wanted, value)

    def _matches(self, entry, change):
        """Whether an entry with a type speaks of this change and allows all of it."""
        kind, _, _, before, after = change
        if not self._concerns(entry, change) or entry.get("type") != kind:
            return False
        if kind == "modify":
            wanted = dict(entry["resulting_fields"])
            if entry["no_other_changes"] and set(after) - set(wanted):
                return False
            return all(self._accepts(wanted[f], value) for f, value in after.items() if f in wanted)
        row = after if kind == "insert" else before
        fields = entry.get("fields")
        if fields is None:
            return kind == "delete"
        wanted = dict((pair[0], pair[1] if len(pair) > 1 else ...) for pair in fields)
        return set(wanted) == set(row) and all(self._accepts(wanted[f], row[f]) for f in wanted)

    def _left_over(self, allowed):
        """The changes that no entry allows, field by field where entries name fields."""
        for change in self.changes:
            kind, table, key, before, after = change
            if any("type" in entry and self._matches(entry, change) for entry in allowed):
                continue
            plain = [entry for entry in allowed if "type" not in entry and self._concerns(entry, change)]
            if kind == "modify":
                rest = {f: v for f, v in after.items()
                        if not any(e.get("field") == f and self._accepts(e.get("after"), v) for e in plain)}
                if rest:
                    yield kind, table, key, before, rest
            elif not any(e.get("after") == ("__added__" if kind == "insert" else "__removed__") for e in plain):
                yield change

    def _expect(self, problems):
        if problems:
            raise AssertionError("; ".join(problems))
        return self

    def expect_only(self, allowed_changes):
        """Raises unless every change is one of those allowed."""
        return self._expect([f"Unexpected change: {self._describe(c)}" for c in self._left_over(allowed_changes)])

    expect_only_v2 = expect_only

    def expect_exactly(self, expected_changes):
        """Raises unless every change is one of those expected and all of those have happened."""
        problems = [f"Unexpected change: {self._describe(c)}" for c in self._left_over(expected_changes)]
        problems += [f"Missing change: {entry['type']} {entry.get('table')} {entry.get('pk')}" for entry in expected_changes
                     if not any(self._matches(entry, change) for change in self.changes)]
        return self._expect(problems)


class _Instance:
    def __init__(self, env):
        self._env = env
        self.instance_id = env.instance_id

    def load(self):
        return self._env.resources()

    def db(self, name="current"):
        return self._env.db(name)


class Environment:
    """The instance that is verified."""

    def __init__(self, instance_id, env_key, databases, call, give):
        self.instance_id = instance_id
        self.env_key = env_key
        self._databases = databases
        self._call = call
        self._give = give
        self.instance = _Instance(self)

    def db(self, name="current"):
        if name not in self._databases:
            raise KeyError(f"There is no database '{name}'; there are: {', '.join(self._databases)}")
        return Database(name, self._call, self._give)

    def state(self, uri):
        return self.db(uri.partition("://")[2] or uri)

    def resources(self):
        return self._give([_Record(type="sqlite", name=name, mode="ro" if name == "seed" else "rw", label=None)
                           for name in self._databases])


SyncEnv = AsyncEnv = AsyncEnvironment = Environment

__path__ = []  # so that `import fleet.anything` finds a package


def __getattr__(name):
    """Lets a verifier import any other name of the SDK; only its use fails."""
    if name.startswith("__"):
        raise AttributeError(name)

    def missing(*_, **__):
        raise NotImplementedError(f"fleet.{name} is not available to verifiers on this server")

    missing.__name__ = name
    return missing
