"""JSON text -> plain data with positions.

The standard library reads the data; positions are worked out only when somebody asks for one.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined]

from hpo_spec.finding import Finding, Path, Position
from hpo_spec.secret_text import secrets_in
from hpo_spec.source.document import MAX_DEPTH, syntax_finding, text_position
from hpo_spec.source.scalars import InexactNumber, exact_float

_BLANKS = re.compile(r"[ \t\r\n]*")
_ATOM = re.compile(r"[^\s,\]}]+")
_TOKEN = re.compile(r'(?P<text>"(?:[^"\\]|\\.)*")(?P<is_key>\s*:)?|[{}\[\]]|(?P<atom>[^\s{}\[\],:"]+)')
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class JsonText:
    """A parsed JSON text: a `Document`."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.findings: list[Finding] = []
        self._dropped: list[dict[str, object]] = []
        self._suspicious = text.count("{") + text.count("[") > MAX_DEPTH or bool(_SURROGATE_ESCAPE.search(text))
        self.data = self._load()
        self._tree: _Place | None = None

    @cached_property
    def secrets(self) -> frozenset[str]:
        """See `Document.secrets`."""
        return secrets_in([self.data, *self._dropped])

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
        data: object = None
        try:
            data = json.loads(
                self.text, object_pairs_hook=self._pairs, parse_float=self._float, parse_constant=self._constant
            )
        except json.JSONDecodeError as error:
            self._report("json-syntax", f"not JSON: {error.msg}", "", error.pos)
            return None
        except (RecursionError, ValueError):
            self._suspicious = True
        if self._suspicious:
            self._look_closer()
        return None if any(finding.rule == "json-nesting" for finding in self.findings) else data

    def _pairs(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) < len(pairs):
            self._suspicious = True
            self._dropped += ({key: value} for key, value in pairs)
        return members

    def _float(self, text: str) -> float:
        try:
            return exact_float(text)
        except InexactNumber:
            self._suspicious = True
            return float(text)

    def _constant(self, _text: str) -> None:
        self._suspicious = True

    def _look_closer(self) -> None:
        """Find, by token, what the standard library reads without a word."""
        open_keys: list[set[str]] = []
        for token in _TOKEN.finditer(self.text):
            if token["text"]:
                self._check_text(token, open_keys)
            elif token["atom"]:
                self._check_number(token)
            elif token.group() in "]}":
                del open_keys[-1:]
            elif len(open_keys) == MAX_DEPTH:
                self._report("json-nesting", f"more than {MAX_DEPTH} levels of nesting", "", token.start())
                return
            else:
                open_keys.append(set())

    def _check_text(self, token: re.Match[str], open_keys: list[set[str]]) -> None:
        text = scanstring(self.text, token.start() + 1)[0]
        if _SURROGATE.search(text):
            self._report("json-unicode", f"the text {text!r} is not valid Unicode", "", token.start())
        if token["is_key"] and open_keys:
            if text in open_keys[-1]:
                self._report(
                    "json-duplicate-key", f"the key {text!r} is here twice", "Keep one of them.", token.start()
                )
            open_keys[-1].add(text)

    def _check_number(self, token: re.Match[str]) -> None:
        text = token.group()
        if text in ("NaN", "Infinity", "-Infinity"):
            self._report("json-syntax", f"not JSON: {text} is no number there", "", token.start())
        elif text not in ("true", "false", "null"):
            try:
                exact_float(text) if set(text) & set(".eE") else int(text)
            except ValueError as error:
                reason = str(error) if isinstance(error, InexactNumber) else f"it has {len(text)} digits"
                self._report("json-number", f"this number is not kept exactly: {reason}", "Quote it.", token.start())

    def _report(self, rule: str, message: str, help: str, offset: int) -> None:
        self.findings.append(syntax_finding(rule, message, help, self._at(offset)))

    def _places(self) -> _Place:
        if self._tree is None:
            try:
                self._tree = _scan(self.text)
            except (ValueError, IndexError, RecursionError):
                self._tree = _Place(0, 0)
        return self._tree

    def _at(self, offset: int) -> Position:
        return text_position(self.name, self.text, offset)


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
