"""JSON text -> plain data with positions.

The standard library reads the data; positions are worked out only when somebody asks for one.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]

from hpo_spec.finding import Finding, Path, Position
from hpo_spec.source.document import syntax_finding, text_position

_BLANKS = re.compile(r"[ \t\r\n]*")
_ATOM = re.compile(r"[^\s,\]}]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class JsonText:
    """A parsed JSON text: a `Document`."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.findings: list[Finding] = []
        self.data = self._load()
        self._tree: _Place | None = None

    def locate(self, path: Path) -> tuple[int, Position | None]:
        """See `Document.locate`."""
        place, depth = self._places(), 0
        for part in path:
            child = place.children.get(part)
            if child is None:
                break
            place, depth = child, depth + 1
        return depth, self._at(place.start)

    def locate_key(self, path: Path) -> Position | None:
        """Where the key of the member at `path` stands, if there is one."""
        place: _Place | None = self._places()
        for part in path:
            place = place.children.get(part) if place else None
        return self._at(place.key_start) if place else None

    def _load(self) -> object:
        try:
            data = json.loads(self.text, object_pairs_hook=self._pairs, parse_constant=self._constant)
        except json.JSONDecodeError as error:
            at = text_position(self.name, self.text, error.lineno - 1, error.colno - 1)
            self.findings.append(syntax_finding("json-syntax", f"not JSON: {error.msg}", position=at))
            return None
        except (RecursionError, ValueError) as error:
            message = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            self.findings.append(syntax_finding("json-syntax", f"not usable JSON: {message}"))
            return None
        return data

    def _pairs(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        members: dict[str, object] = {}
        for key, value in pairs:
            if key in members:
                self._report("json-duplicate-key", f"the key {key!r} is here twice", "Keep one of them.", key)
            for text in (key, value):
                if isinstance(text, str) and _SURROGATE.search(text):
                    self._report("json-unicode", f"the text of {key!r} is not valid Unicode", "", key)
            members[key] = value
        return members

    def _constant(self, text: str) -> object:
        raise ValueError(f"{text} is no JSON number")

    def _report(self, rule: str, message: str, help: str, key: str) -> None:
        offset = self.text.rfind(json.dumps(key, ensure_ascii=False))
        at = self._at(offset) if offset >= 0 else None
        self.findings.append(syntax_finding(rule, message, help, at))

    def _places(self) -> _Place:
        if self._tree is None:
            try:
                self._tree = _scan(self.text)
            except (ValueError, IndexError, RecursionError):
                self._tree = _Place(0, 0)
        return self._tree

    def _at(self, offset: int) -> Position:
        line = self.text.count("\n", 0, offset)
        return text_position(self.name, self.text, line, offset - self.text.rfind("\n", 0, offset) - 1)


class _Place:
    """Offsets of a value in the text, and of the values inside it."""

    def __init__(self, start: int, key_start: int) -> None:
        self.start = start
        self.key_start = key_start
        self.end = start
        self.children: dict[str | int, _Place] = {}


def _scan(text: str) -> _Place:
    return _value(text, _skip(text, 0), None)


def _value(text: str, start: int, key_start: int | None) -> _Place:
    place = _Place(start, start if key_start is None else key_start)
    opener = text[start]
    if opener == "{":
        place.end = _members(text, start + 1, place)
    elif opener == "[":
        place.end = _items(text, start + 1, place)
    elif opener == '"':
        place.end = scanstring(text, start + 1)[1]
    else:
        atom = _ATOM.match(text, start)
        place.end = atom.end() if atom else start + 1
    return place


def _members(text: str, at: int, place: _Place) -> int:
    at = _skip(text, at)
    while text[at] != "}":
        key_start = at
        key, at = scanstring(text, at + 1)
        at = _skip(text, _skip(text, at) + 1)
        child = _value(text, at, key_start)
        place.children[key] = child
        at = _next(text, child.end)
    return at + 1


def _items(text: str, at: int, place: _Place) -> int:
    at = _skip(text, at)
    while text[at] != "]":
        child = _value(text, at, None)
        place.children[len(place.children)] = child
        at = _next(text, child.end)
    return at + 1


def _next(text: str, at: int) -> int:
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at
