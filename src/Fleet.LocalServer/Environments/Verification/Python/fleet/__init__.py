"""The API for verifiers: the module `fleet`, whose main names are available without an import."""
import json  # noqa: F401: ready for verifiers
import re  # noqa: F401
import string  # noqa: F401

from fleet._data import Count, Database, DatabaseError, QueryBuilder, QueryResponse, Snapshot  # noqa: F401
from fleet._diff import SnapshotDiff  # noqa: F401
from fleet._env import Environment  # noqa: F401
from fleet._text import (  # noqa: F401
    TASK_FAILED_SCORE, TASK_SUCCESSFUL_SCORE, IgnoreConfig, contains_number, extract_numbers, normalized_contains,
    normalized_string_comparison, verifier)

DatabaseSnapshot = AsyncDatabaseSnapshot = SyncDatabaseSnapshot = Snapshot
AsyncSnapshotDiff = SyncSnapshotDiff = SnapshotDiff
SyncEnv = AsyncEnv = AsyncEnvironment = Env = Environment


def __getattr__(name):
    """Lets a verifier import any other name of the SDK; only using it fails."""
    if name.startswith("__"):
        raise AttributeError(name)

    def missing(*_, **__):
        raise NotImplementedError(f"fleet.{name} is not available to verifiers on this server")

    missing.__name__ = name
    return missing
