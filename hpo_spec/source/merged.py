"""Several documents as one: later ones override earlier ones.

Maps merge, anything else replaces, and `null` removes. A value's position is in the document it came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from hpo_spec.errors import UsageError
from hpo_spec.finding import Finding, Path, Position
from hpo_spec.secret_text import secrets_in
from hpo_spec.source.document import Document
from hpo_spec.source.yaml_text import YamlText

_STEP = r'\s*(?:"((?:[^"\\]|\\.)*)"|([^.\[\]="]+)|\[(\d+)\])\s*'


class Merged:
    """Documents merged from left to right: a `Document`."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self.name = " + ".join(document.name for document in documents)
        self.findings: list[Finding] = [finding for document in documents for finding in document.findings]
        self.data: object = documents[0].data
        for document in documents[1:]:
            if document.data is not None:
                self.data = overlay(self.data, document.data)
        if any(document.data is None and document.findings for document in documents):
            self.data = None  # what is missing now may be in the text that could not be read

    @cached_property
    def secrets(self) -> frozenset[str]:
        """See `Document.secrets`."""
        none: frozenset[str] = frozenset()
        return none.union(*(document.secrets for document in self._documents))

    def locate(self, path: Path) -> tuple[int, Position | None]:
        """Where the last document that has the value has it; what is missing belongs where its parent is first.

        A document that put a list or a scalar in the value's way has replaced all that earlier ones say there.
        """
        owners = self._owners(path)
        found = [document.locate(path) for document in owners]
        deepest = max(depth for depth, _ in found)
        places = [place for place in found if place[0] == deepest]
        return places[-1] if deepest == len(path) else places[0]

    def locate_key(self, path: Path) -> Position | None:
        """The key in the first document that has it."""
        found = (document.locate_key(path) for document in self._owners(path))
        return next((position for position in found if position is not None), None)

    def _owners(self, path: Path) -> Sequence[Document]:
        """The documents that have a say in the value at `path`: the last that replaces it all, and those after it."""
        for index in range(len(self._documents) - 1, 0, -1):
            if _replaces(self._documents[index].data, path):
                return self._documents[index:]
        return self._documents


class Override:
    """One `--set PATH=VALUE` as a document of its own; the value is YAML."""

    def __init__(self, argument: str) -> None:
        path_text, equals, value_text = _split(argument)
        if not equals:
            shown = _path_alone(argument)
            raise UsageError(f"--set {shown!r}: expected PATH=VALUE, as in --set tuning.limits.max_jobs=50")
        self.name = "--set"
        self._argument = argument
        self._column = len(argument) - len(value_text) + 1
        self.path = parse_path(path_text)
        value = YamlText("--set", value_text) if value_text.strip() else None
        self.value: object = value.data if value else ""
        self.data: object = _at_path(self.path, self.value)
        self.secrets = secrets_in(self.data) | secrets_in(_at_path(self.path, value_text))
        self.findings: list[Finding] = [self._placed(finding) for finding in (value.findings if value else [])]

    def locate(self, path: Path) -> tuple[int, Position | None]:
        """Every part of the path stands where the value begins."""
        shared = 0
        for mine, theirs in zip(self.path, path, strict=False):
            if mine != theirs:
                break
            shared += 1
        depth = len(path) if shared == len(self.path) and _has(self.value, path[shared:]) else shared
        return depth, Position("--set", 1, self._column, self._argument)

    def locate_key(self, path: Path) -> Position | None:
        """The override itself, where it set the value at `path`."""
        inside = path and path[: len(self.path)] == self.path[: len(path)]
        return Position("--set", 1, 1, self._argument) if inside else None

    def _placed(self, finding: Finding) -> Finding:
        """What is wrong with the text of the value, said of the whole argument and without a secret in it."""
        column = self._column + (finding.position.column - 1 if finding.position else 0)
        position = Position("--set", 1, column, self._argument)
        return finding._replace(path=self.path, position=position).hiding(self.secrets)


def overlay(base: object, over: object) -> object:
    """`base` with `over` merged into it; neither is changed."""
    if isinstance(base, dict) and isinstance(over, dict):
        merged = dict(base)
        for key, value in over.items():
            if value is None:
                merged.pop(key, None)
            else:
                merged[key] = overlay(merged.get(key), value)
        return merged
    if isinstance(base, list) and isinstance(over, dict) and over and all(isinstance(key, int) for key in over):
        return _overlay_items(base, over)
    if isinstance(over, dict):
        return {key: overlay(None, value) for key, value in over.items() if value is not None}
    return over


def parse_path(text: str) -> Path:
    """`training_jobs[0].inputs."a.b"` as `('training_jobs', 0, 'inputs', 'a.b')`.

    Raises `UsageError` for anything else.
    """
    parts: list[str | int] = []
    at = 0
    while at < len(text):
        step = re.compile(_STEP).match(text, at)
        if step is None:
            break
        quoted, plain, index = step.groups()
        if index is not None:
            parts.append(int(index))
        else:
            parts.append(re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain.strip())
        at = step.end()
        if at < len(text) and text[at] == ".":
            at += 1
        elif at < len(text) and text[at] != "[":
            break
    if not parts or at < len(text) or text.endswith("."):
        raise UsageError(
            f"{_path_alone(text)!r} is no path into a spec: expected something like tuning.limits.max_jobs"
        )
    return tuple(parts)


def _overlay_items(base: list[object], over: dict[object, object]) -> list[object]:
    merged = list(base)
    for index, value in over.items():
        if not isinstance(index, int) or index >= len(merged):
            raise UsageError(f"there is no item [{index}] to override: the list has {len(merged)}")
        merged[index] = overlay(merged[index], value)
    return merged


def _at_path(path: Path, value: object) -> object:
    for part in reversed(path):
        value = {part: value}
    return value


def _path_alone(argument: str) -> str:
    """What can be a path of an argument without an equals sign: what follows may be a secret."""
    path = re.match(r'(?:[\w.\[\]-]|"[^"]*")*', argument)
    end = path.end() if path else 0
    return argument[:end] + "…" * (end < len(argument))


def _replaces(value: object, path: Path) -> bool:
    """Whether a list or a scalar stands at `path`, or on the way to it."""
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
        if not isinstance(value, dict):
            return True
    return False


def _split(argument: str) -> tuple[str, str, str]:
    """The path, the equals sign and the value: an equals sign inside quotes belongs to the path."""
    path = re.match(r'(?:[^"=]|"(?:[^"\\]|\\.)*")*(?==)', argument)
    return (path.group(), "=", argument[path.end() + 1 :]) if path else (argument, "", "")


def _has(value: Any, path: Path) -> bool:
    for part in path:
        inside = range(len(value)) if isinstance(value, list) else value
        if not isinstance(inside, (dict, range)) or part not in inside:
            return False
        value = value[part]
    return True
