"""Secrets that stand in data or in a text, and texts without them.

Knows what a secret looks like from `secret_patterns`; knows nothing of specs or findings.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import lru_cache

from hpo_spec.secret_patterns import (
    by_name,
    by_shape,
    compiled,
    has_sign,
    kind_of_name,
    may_be,
    may_be_named,
    may_have_some,
    says_about_it,
)

_TRANSPARENT = frozenset(
    ("value", "values", "hint", "min", "max", "Value", "Values", "ValueHint", "MinValue", "MaxValue", "DefaultValue")
)
"""Members whose values are those of what is named above them, or beside them with one of these:"""
_NAME_MEMBERS = ("Key", "Name", "key", "name")
_PAIR = (
    r"(?<![\w.-])(?:(?P<flag>--?)|[\"'])?(?P<name>[A-Za-z_][\w.-]*)[\"']?"
    r"(?:\s*(?:=(?!=)\s*|:\s*(?=[\"']))|(?(flag)\s+(?!-)|(?!)))"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s,;&\"')}\]]+))"
)
"""Inside of a value: `name=value`, `--name value`, `'name': 'value'`."""
_SIGNED = (
    r"(?<![\w.-])(?:(?P<flag>--?)|\\?[\"'])?(?P<name>[A-Za-z_][\w.-]*)(?:\\?[\"'])?"
    r"(?:\s*(?::(?=[\s\"'\[{\\])|=(?!=))\s*|(?(flag)\s+|(?!)))"
)
"""A name in a line that nobody could parse, and the sign that its value follows."""
_LONGEST_REFERENCE = 256
"""Of a line that could not be parsed: a longer rest is a secret, whatever it begins with."""

_SHORTEST_TOLD_APART = 4
"""Characters of a secret that is hidden wherever it stands: a shorter one may be a word of any sentence."""
_NEAR = 80
"""Characters around a short secret that tell whether it stands as a value."""
_BEFORE_VALUES = ("", "\n", ":", "[", "{", ",")
_AFTER_VALUES = ("", ",", "]", "}", "#", "@", "\n")
"""What stands on both sides of a short value without quotes: of a line's, an item's or a password's in a URL."""


def secret_kind(name: str, value: str) -> str | None:
    """What a value looks like that is no business of others, such as `an AWS access key ID`; `None` for any other."""
    return next((kind for kind, _ in _secrets(name, value)), None)


def secrets_in(data: object) -> frozenset[str]:
    """Every secret in plain data, a spec's or a raw request's, as texts that may stand in a line or in a message."""
    if not may_have_some(str(data)):
        return frozenset()
    return frozenset(form for _, text in _walk(data, "", "") for form in _written(text))


def secrets_at(name: str, value: object) -> Iterator[str]:
    """What kinds of secrets there are in a value, and in what is below it."""
    return (kind for kind, _ in _walk(value, name, name))


def hidden(text: str, secrets: Collection[str]) -> str:
    """The text with asterisks for each of the secrets, where it is a whole word; of the same length.

    One of fewer than four characters is hidden only where it stands as a value.
    """
    for secret in sorted((secret for secret in secrets if secret in text), key=len, reverse=True):
        text = _without(text, secret)
    return text


@lru_cache(maxsize=16)
def masked(text: str) -> str:
    """A text that could not be parsed with asterisks for what looks like a secret, to the end of its line."""
    return "\n".join(map(_masked_line, text.split("\n"))) if may_have_some(text) else text


def _walk(data: object, name: str, nearest: str) -> Iterator[tuple[str, str]]:
    """The kinds and the texts of the secrets in data; `name` is the outer one that says so, or the nearest one."""
    if isinstance(data, dict):
        beside = next((data[key] for key in _NAME_MEMBERS if isinstance(data.get(key), str)), None)
        for key, item in ((str(key), item) for key, item in data.items()):
            yield from _secrets("", key)
            yield from _in_key(key)
            if key in _TRANSPARENT:
                yield from _walk(item, *((beside, beside) if beside else (name, name)))
            elif key != "lint":
                yield from _walk(item, name if kind_of_name(name) else key, key)
    elif isinstance(data, list):
        for item in data:
            yield from _walk(item, name, nearest)
    elif isinstance(data, (str, int, float)) and not isinstance(data, bool):
        yield from _secrets(nearest if name != nearest and says_about_it(nearest) else name, str(data))


def _in_key(key: str) -> Iterator[tuple[str, str]]:
    """The secret in a key for which somebody forgot the colon: `DB_PASSWORD tiger`."""
    name, _, value = key.partition(" ")
    kind = kind_of_name(name) if value else None
    if kind and may_be(kind, value):
        yield kind, value.strip()


def _secrets(name: str, value: str) -> Iterator[tuple[str, str]]:
    """The kinds and the texts of the secrets in a value."""
    if has_sign(value):
        yield from by_shape(value)
    named = list(by_name(name, value))
    yield from named
    if may_be_named(value) and all(text != value for _, text in named):
        yield from _inside(value)


def _inside(value: str) -> Iterator[tuple[str, str]]:
    """What is named inside of a value: in JSON, or as in a command or a URL."""
    if value.lstrip()[:1] in ("{", "["):
        with suppress(ValueError, RecursionError):
            yield from _walk(json.loads(value), "", "")
    for pair in compiled(_PAIR).finditer(value):
        kind = kind_of_name(pair["name"].rpartition(".")[2])
        text = pair[pair.lastgroup or 0]
        if kind and may_be(kind, text):
            yield kind, text


def _written(secret: str) -> Iterator[str]:
    """A secret as YAML, JSON and Python write it, line by line and, where it has blanks, by word."""
    parts = [secret, *secret.splitlines(), *(word for word in secret.split() if len(word) >= 4 and word != secret)]
    for part in map(str.strip, parts):
        if part:
            yield from (part, part.replace("'", "''"), repr(part)[1:-1])
            yield from (json.dumps(part)[1:-1], json.dumps(part, ensure_ascii=False)[1:-1])


def _without(text: str, secret: str) -> str:
    """By hand, since a pattern for each of some hundred secrets takes long on a request of one line."""
    parts, done, at = [], 0, text.find(secret)
    while at >= 0:
        end = at + len(secret)
        before, after = text[max(0, at - _NEAR) : at], text[end : end + _NEAR]
        is_whole = _is_apart(before[-1:], secret[0]) and _is_apart(after[:1], secret[-1])
        if is_whole and (len(secret) >= _SHORTEST_TOLD_APART or _is_value(before, after)):
            parts += [text[done:at], "*" * len(secret)]
            done = end
        at = text.find(secret, end)
    return "".join([*parts, text[done:]])


def _is_value(before: str, after: str) -> bool:
    """Whether a value stands between two texts, in quotes or after the sign of one: not a word of a sentence."""
    if before[-1:] in ('"', "'"):
        return after.lstrip("\\")[:1] == before[-1]
    before, after = before.rstrip(" "), after.lstrip(" ")
    is_flag = before.rpartition(" ")[2].startswith("-")
    return is_flag or before[-1:] == "=" or (before[-1:] in _BEFORE_VALUES and after[:1] in _AFTER_VALUES)


def _is_apart(beside: str, edge: str) -> bool:
    """Whether a word ends between two signs."""
    return not (_is_of_word(beside) and _is_of_word(edge))


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _masked_line(line: str) -> str:
    line = hidden(line, {text for _, text in by_shape(line)})
    for match in compiled(_SIGNED).finditer(line):
        rest = line[match.end() : match.end() + _LONGEST_REFERENCE]
        kind = kind_of_name(match["name"].rpartition(".")[2])
        is_value = match["name"] in ("Value", "Values", "ValueHint") and rest.strip(" ,{[")
        if is_value or (kind and (len(rest) == _LONGEST_REFERENCE or may_be(kind, rest.strip(" \"',")))):
            return line[: match.end()] + "*" * (len(line) - match.end())
    return line
