"""The instance's files. Like the databases, they live in the server."""
from fleet._data import Record


def _plain(path):
    """Returns a path without its leading slash."""
    return path.lstrip("/")


class FileDiff:
    """The files that have changed since the start."""

    def __init__(self, answer, files):
        self.response = Record(answer, files=[Record(file) for file in answer["files"]])
        self.files = self.response.files
        self.total_files = answer["total_files"]
        self.total_size = answer["total_size"]
        self._files = files

    def expect_no_changes(self):
        """Raises if any file has changed."""
        return self.expect_only([])

    def expect_only(self, allowed_changes):
        """Raises unless the changed files are exactly those listed and match their entries."""
        entries = {}
        for entry in allowed_changes:
            if entry.get("path") is None:
                raise ValueError(f"An entry needs the path of a file: {entry!r}")
            entries.setdefault(_plain(entry["path"]), []).append(entry)
        changed = {_plain(file.path): file for file in self.files}
        problems = [f"{path} has not changed" for path in entries if path not in changed]
        for path, file in changed.items():
            problems += [fault for entry in entries.get(path, ()) for fault in self._faults(file, entry)]
        problems += [f"Unexpected change: {path}" for path in changed if path not in entries]
        if problems:
            raise AssertionError("; ".join(problems))
        return self._files._give(self)

    expect_exactly = expect_only

    def _faults(self, file, entry):
        """Returns the mismatches between a file and an entry; `...` matches anything."""
        wanted = {name: value for name, value in entry.items() if name != "path" and value is not ...}
        texts = {}
        if "content" in wanted or "content_contains" in wanted:
            texts["content"] = file.content
        if "doc_text" in wanted or "doc_text_contains" in wanted:
            try:
                texts["doc_text"] = self._files._ask("fs/doc/text", path=file.path)
            except (RuntimeError, FileNotFoundError) as error:
                return [f"{file.path}: {error}"]
        found = []
        for name, text in texts.items():
            if text is None:
                found.append(f"{file.path} has no text")
                continue
            if name in wanted and text != wanted[name]:
                found.append(f"{file.path}: {name} {wanted[name]!r:.200} expected, found {text!r:.200}")
            part = wanted.get(f"{name}_contains")
            if part is not None and part not in text:
                found.append(f"{file.path}: {name} does not contain {part!r:.200}")
        found += [f"{file.path}: {name} {wanted[name]!r} expected, found {file[name]!r}"
                  for name in ("file_type", "size") if name in wanted and file[name] != wanted[name]]
        return found


class Files:
    """The instance's files."""

    def __init__(self, call, give):
        self._call = call
        self._give = give

    def _ask(self, call, **request):
        answer = self._call({"op": "files", "call": call, "request": request})
        if "missing" in answer:
            raise FileNotFoundError(f"{answer['missing']}: {request['path']}")
        return answer["value"]

    def diff(self, include_content=True, max_content_size=102400, exclude_patterns=None, extract_documents=True):
        """Returns the files that have changed since the start."""
        return self._give(FileDiff(self._ask(
            "diff/fs", include_content=include_content, max_content_size=max_content_size, exclude_patterns=exclude_patterns), self))

    def file(self, path, include_content=True, max_content_size=102400):
        """Returns a file's state and, if it exists, its content."""
        try:
            state = self._ask("fs/file", path=path, include_content=include_content, max_content_size=max_content_size)
        except FileNotFoundError as error:
            state = {"success": True, "path": path, "exists": False, "size": None, "modified_time": None, "file_type": None,
                     "content": None, "message": str(error), "error": None}
        return self._give(Record(state))

    def file_text(self, path, max_content_size=102400):
        """Returns the text of a file."""
        return self._give(self._ask("fs/file/text", path=path, max_content_size=max_content_size))

    def doc_text(self, path, max_size=10485760):
        """Returns the text of a document."""
        return self._give(self._ask("fs/doc/text", path=path, max_size=max_size))

    def doc_metadata(self, path):
        """Returns a document's metadata."""
        return self._give(Record(self._ask("fs/doc/metadata", path=path)))

    def doc_structured(self, path):
        """Returns a document as structured data."""
        return self._give(Record(self._ask("fs/doc/structured", path=path)))
