"""Runs one verifier in its own process.

The server feeds this source to a fresh interpreter and then sends it lines of JSON: first the job to run, then responses
to its requests for data. Requests, printed text and the result go the other way. The process has no other access to the
databases. `incoming`, the pipe from the server, is set before this source runs.
"""
import __future__
import ast
import base64
import inspect
import io
import json
import linecache
import os
import pickle
import sys
import threading
import traceback
import types
import typing

FILE = "verifier.py"


def take_channel():
    """Keeps the pipe to the server private: the verifier's own standard streams lead nowhere."""
    outgoing = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return outgoing


outgoing = take_channel()
lock = threading.RLock()


def encode(value):
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"$bytes": bytes(value).hex()}
    raise TypeError(f"A value of type {type(value).__name__} cannot be sent to the server")


def decode(mapping):
    if len(mapping) == 1:
        if "$bytes" in mapping:
            return bytes.fromhex(mapping["$bytes"])
        if "$float" in mapping:
            return float(mapping["$float"])
    return mapping


def receive():
    line = incoming.readline()
    if not line:
        os._exit(3)
    return json.loads(line, object_hook=decode)


def send(message):
    data = json.dumps(message, ensure_ascii=False, allow_nan=False, default=encode).encode("utf-8", "replace") + b"\n"
    with lock:
        while data:
            data = data[os.write(outgoing, data):]


def call(request):
    with lock:
        send(request)
        answer = receive()
    if "refused" in answer:
        raise RuntimeError(answer["refused"])
    return answer


class Output(io.TextIOBase):
    """The verifier's standard output, forwarded line by line so that it survives even if the process is killed."""

    def __init__(self, limit):
        self.left = limit
        self.pending = []

    def writable(self):
        return True

    def write(self, text):
        if self.left > 0:
            kept = text[:self.left]
            self.left -= len(text)
            self.pending.append(kept)
            if self.left <= 0:
                self.pending.append("\n[output cut here: the limit is reached]\n")
            if "\n" in text or self.left <= 0:
                self.flush()
        return len(text)

    def flush(self):
        if self.pending:
            text = "".join(self.pending)
            self.pending.clear()
            send({"op": "print", "text": text})


class Ready:
    """A value that can be awaited."""

    def __init__(self, value):
        self.value = value

    def __await__(self):
        return self.value
        yield


def isolate(source, limits, seconds):
    module = {}
    exec(compile(source, "isolation.py", "exec"), module)
    module["isolate"](limits, seconds)


def load_fleet(sources):
    """Assembles the package `fleet` from its parts, and lets every module of the SDK be imported under its own name."""
    package = types.ModuleType("fleet")
    package.__path__ = []  # makes it a package, so that `import fleet.anything` works
    sys.modules["fleet"] = package
    for name in ("_text", "_data", "_diff", "_files", "_env", "__init__"):
        module = package if name == "__init__" else types.ModuleType(f"fleet.{name}")
        if module is not package:
            sys.modules[module.__name__] = module
        exec(compile(sources[name], f"fleet/{name}.py", "exec"), module.__dict__)
    for part in (".verifiers", ".verifiers.code", ".verifiers.db", ".verifiers.verifier", ".verifiers.decorator",
                 ".env", ".env.client", ".models", ".tasks", ".instance", ".instance.client", ".resources", ".types"):
        sys.modules["fleet" + part] = package
    return package


def find_function(code, namespace, wanted):
    if wanted and callable(namespace.get(wanted)):
        return namespace[wanted]
    for node in ast.parse(code).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return namespace[node.name]
    raise LookupError("The verifier defines no function")


def takes_snapshots(function):
    """Returns True for the old signature: two databases instead of an environment."""
    return [*inspect.signature(function).parameters][:2] == ["before", "after"]


def arguments_of(function, env, args, kwargs):
    """Returns the function's arguments: the environment, or the two databases and possibly a transcript, which may be None."""
    if not takes_snapshots(function):
        return [env, *args], kwargs
    given = [env.db("seed"), env.db("current")]
    if "transcript" not in kwargs and "final_answer" in kwargs and not args:
        kwargs = dict(kwargs)
        args = [kwargs.pop("final_answer")]
    wants_transcript = len(inspect.signature(function).parameters) > 2 and "transcript" not in kwargs
    return [*given, *(args or [None] * wants_transcript)], kwargs


def sent_arguments(start):
    """Returns the caller's arguments. A pickle can run any code, so it is read here, where it can do no more than the verifier itself."""
    if start["pickle"] is None:
        return start["args"], start["kwargs"]
    try:
        sent = pickle.loads(base64.b64decode(start["pickle"]))
        return list(sent["args"][1:-1]), dict(sent["kwargs"])
    except Exception as error:
        raise ValueError(f"The arguments cannot be read: {type(error).__name__}: {error}") from None


def run(start, fleet):
    code = start["code"]
    linecache.cache[FILE] = (len(code), None, code.splitlines(True), FILE)
    namespace = {"__name__": "verifier", "__file__": FILE}
    for name in ("TASK_SUCCESSFUL_SCORE", "TASK_FAILED_SCORE", "IgnoreConfig", "Environment", "DatabaseSnapshot", "SnapshotDiff",
                 "normalized_contains", "normalized_string_comparison", "extract_numbers", "contains_number",
                 "json", "re", "string"):
        namespace[name] = getattr(fleet, name)
    # The SDK rewrites some verifiers so that they rely on these names.
    for name in ("Any", "Dict", "List", "Optional", "Tuple", "Union"):
        namespace[name] = getattr(typing, name)
    # Annotations are not evaluated, since they may name types of the SDK that do not exist here.
    exec(compile(code, FILE, "exec", flags=__future__.annotations.compiler_flag), namespace)
    function = find_function(code, namespace, start["function"])
    give = Ready if inspect.iscoroutinefunction(function) else lambda value: value
    env = fleet.Environment(start["instance_id"], start["env_key"], start["databases"], call, give)
    args, kwargs = arguments_of(function, env, *sent_arguments(start))
    result = function(*args, **kwargs)
    if inspect.isawaitable(result):
        import asyncio

        async def finish():
            return await result

        result = asyncio.run(finish())
    return as_json(result)


def as_json(result):
    if not isinstance(result, dict) and hasattr(result, "score"):
        result = {"score": result.score}
    try:
        return json.dumps(result, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise type(error)(f"The verifier returned {result!r:.200}, which is not a JSON value: {error}") from None


def describe(error):
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames)]
    lines += traceback.format_exception_only(type(error), error)
    return {"type": type(error).__name__, "message": str(error)[:10000], "traceback": "".join(lines)[:50000]}


def main():
    start = receive()
    fleet = load_fleet(start["fleet"])
    sys.stdin = io.StringIO()
    sys.stdout = sys.stderr = output = Output(start["output_limit"])
    reserve = bytearray(4 << 20)  # freed when memory runs out, so that the error can be reported
    isolate(start["isolation"], start["limits"], start["seconds"])
    try:
        done = {"op": "done", "result": run(start, fleet)}
    except BaseException as error:
        del reserve
        done = {"op": "done", "error": describe(error)}
    output.flush()
    send(done)
    # The server kills this process, and all that it started, as soon as it has the result.
    incoming.read()


main()
