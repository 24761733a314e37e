"""Scores, helpers for text and numbers, and the configuration of comparisons."""
import json
import re
import string

TASK_SUCCESSFUL_SCORE = 1
TASK_FAILED_SCORE = 0

_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def _plain(value):
    if value is None:
        return ""
    text = json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else str(value)
    return "".join(text.lower().translate(_NO_PUNCTUATION).split())


def normalized_contains(target, blob):
    """Returns True if `blob` contains `target`, ignoring case, whitespace and punctuation."""
    return _plain(target) in _plain(blob)


def normalized_string_comparison(one, other):
    """Returns True if two texts are equal, ignoring case, whitespace and punctuation."""
    return _plain(one) == _plain(other)


def extract_numbers(text):
    """Returns all numbers in a text, in order; commas count as thousands separators."""
    return [float(number) for number in re.findall(r"-?[0-9]+(?:\.[0-9]+)?", str(text or "").replace(",", ""))]


def contains_number(text, target_number):
    """Returns True if a text contains a number in any notation."""
    try:
        wanted = float(str(target_number).replace(",", ""))
    except ValueError:
        return False
    return wanted in extract_numbers(text)


def verifier(function=None, **_):
    """The SDK's decorator, with or without arguments; here it returns the function unchanged."""
    return function if callable(function) else lambda decorated: decorated


class IgnoreConfig:
    """The exclusions from a comparison: whole tables, fields in all tables, or fields of one table."""

    def __init__(self, tables=None, fields=None, table_fields=None):
        self.tables = set(tables or ())
        self.fields = set(fields or ())
        self.table_fields = {table: set(names) for table, names in (table_fields or {}).items()}

    def should_ignore_table(self, table):
        return table in self.tables

    def should_ignore_field(self, table, field):
        return field in self.fields or field in self.table_fields.get(table, ())
