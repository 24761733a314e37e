"""The instance's databases and queries over them. They live in the server: `call` sends it a request and returns the response.
`give` wraps a value for the verifier: it returns the value itself or, if the verifier is a coroutine function, an awaitable."""
import datetime
import re


class DatabaseError(Exception):
    """The database rejected a statement."""


class QueryResponse:
    """The result of a statement. If it failed, `success` is False and `error` is the reason."""

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
    """One of the instance's databases, `seed` or `current`."""

    def __init__(self, name, call, give):
        self.name = self.database = name
        self._call = call
        self._give = give

    def _run(self, sql, args=None, read_only=True):
        return QueryResponse(self._call({
            "op": "query", "database": self.database, "sql": sql, "args": list(args or ()), "read_only": read_only}))

    def _select(self, sql, args=None):
        response = self._run(sql, args)
        if not response.success:
            raise DatabaseError(f"{response.error} (database {self.database}, statement {sql})")
        return response.dictionaries()

    def _tables(self):
        return self._call({"op": "describe", "database": self.database})["tables"]

    def query(self, sql, args=None):
        return self._give(self._run(sql, args))

    def exec(self, sql, args=None):
        return self._give(self._run(sql, args, read_only=False))

    def describe(self):
        return self._give(Record(success=True, resource_name=self.name, tables=[Record(**t) for t in self._tables()]))

    def tables(self):
        return self._give([table["name"] for table in self._tables()])

    def table(self, name):
        return QueryBuilder(self, name)

    @property
    def mode(self):
        return "ro" if self.database == "seed" else "rw"

    def snapshot(self, name=None):
        """Returns the database under another name. It is not frozen: reads see the current data."""
        return self._give(Snapshot(self, name))

    def diff(self, other, ignore_config=None, use_structured_diff=False):
        """Returns the changes from this database to the other one."""
        from fleet._diff import SnapshotDiff
        return self._give(SnapshotDiff(self, other, ignore_config))

    def _diff(self, before, ignore):
        """Has the server compare another database with this one."""
        answer = self._call({
            "op": "diff", "before": before.database, "after": self.database,
            "ignore_config": {"tables": list(ignore.tables), "fields": list(ignore.fields),
                       "table_fields": {table: list(names) for table, names in ignore.table_fields.items()}}})
        if not answer["success"]:
            raise DatabaseError(answer["message"])
        return answer["diff"]

    def expect_row(self, table, where, expect):
        """Raises unless the first row that matches has these values."""
        query = self.table(table).where(where)
        query.assert_exists()
        for column, value in expect.items():
            query.assert_eq(column, value)
        return self._give(self)

    def expect_rows(self, table, where, *, count=None, contains=None):
        """Raises unless `count` rows match and, for each entry of `contains`, one of them has its values."""
        rows = self.table(table).where(where)._rows()
        if count is not None:
            Count(len(rows)).assert_eq(count)
        for wanted in contains or ():
            if not any(all(row.get(column) == value for column, value in wanted.items()) for row in rows):
                raise AssertionError(f"Expected a row with {wanted} in {table}")
        return self._give(self)

    def expect_absent_row(self, table, where):
        """Raises if any row matches."""
        self.table(table).where(where).assert_none()
        return self._give(self)


class Snapshot(Database):
    """A database under a name chosen by the verifier."""

    def __init__(self, resource, name=None):
        super().__init__(resource.database, resource._call, resource._give)
        self.resource = resource
        self.created_at = datetime.datetime.now(datetime.timezone.utc)
        self.name = name or f"snapshot_{self.created_at.isoformat()}"


class Count(int):
    """A row count with assertions."""

    def assert_eq(self, expected):
        return self._require(self == expected, f"Expected {expected} rows, found {int(self)}")

    def assert_gt(self, threshold):
        return self._require(self > threshold, f"Expected more than {threshold} rows, found {int(self)}")

    def assert_between(self, low, high):
        return self._require(low <= self <= high, f"Expected {low} to {high} rows, found {int(self)}")

    def _require(self, holds, message):
        if not holds:
            raise AssertionError(message)
        return self


class Record(dict):
    """A dictionary whose entries can also be read as attributes."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def _quote(identifier):
    if identifier == "*" or not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)?", identifier):
        return identifier
    return ".".join(f'"{part}"' for part in identifier.split("."))


def quote_whole(identifier):
    return '"' + identifier.replace('"', '""') + '"'


class QueryBuilder:
    """A query over one table. Every method returns a new builder, except `first`, `all`, `count` and the assertions, which run it."""

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

    def where(self, conditions=None, **more):
        """Selects rows in which every column has the given value."""
        query = self
        for column, value in {**(conditions or {}), **more}.items():
            query = query.eq(column, value)
        return query

    def explain(self):
        """Returns the SQL statement."""
        return self._statement()[0]

    def select(self, *columns):
        return self._with(_columns=columns or ("*",))

    def join(self, other, on):
        pairs = " AND ".join(
            f"{quote_whole(self._table)}.{quote_whole(mine)} = {quote_whole(other)}.{quote_whole(theirs)}"
            for mine, theirs in on.items())
        return self._with(_joins=(*self._joins, f"JOIN {quote_whole(other)} ON {pairs}"))

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
        parts = [f"SELECT {', '.join(map(_quote, self._columns))} FROM {quote_whole(self._table)}", *self._joins]
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
        return self._database._give(Count(counting._rows()[0]["__cnt__"]))

    def assert_exists(self):
        return self._require(self._first() is not None, "Expected at least one row, found none")

    def assert_none(self):
        return self._require(self._first() is None, "Expected no row, found at least one")

    def assert_eq(self, column, value):
        row = self._first()
        return self._require(row is not None and row.get(column) == value,
                             f"Expected {column} {value!r}, found {'no row' if row is None else repr(row.get(column))}")
