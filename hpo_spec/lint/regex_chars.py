"""Sets of ASCII characters as numbers, and what an item of a regular expression's tree stands for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Chars = int
"""A set of ASCII characters: bit n stands for the character n."""

_UPPER = sum(1 << ord(char) for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = _UPPER << 32
_DIGIT = sum(1 << ord(char) for char in "0123456789")
_ALL = (1 << 128) - 1
_CATEGORIES = {
    "DIGIT": _DIGIT,
    "SPACE": sum(1 << code for code in range(128) if chr(code).isspace()),
    "WORD": _UPPER | _LOWER | _DIGIT | 1 << ord("_"),
}
WIDE = _LOWER | _DIGIT
"""What two repetitions share that share much of any line."""


def chars_of(op: str, value: Any, ignores_case: bool) -> Chars:
    """The characters that one item of the tree stands for."""
    match op:
        case "LITERAL":
            return _folded(1 << value if value < 128 else 0, ignores_case)
        case "RANGE":
            return _folded(_ALL & (1 << value[1] + 1) - (1 << value[0]), ignores_case)
        case "CATEGORY":
            chars = _CATEGORIES[value.name.rpartition("_")[2]]
            return _ALL & ~chars if "_NOT_" in value.name else chars
        case "IN":
            chars = union(chars_of(kind.name, item, ignores_case) for kind, item in value)
            return _ALL & ~chars if value[0][0].name == "NEGATE" else chars
        case "NOT_LITERAL":
            return _ALL & ~chars_of("LITERAL", value, ignores_case)
    return _ALL & ~(1 << ord("\n")) if op == "ANY" else 0


def _folded(chars: Chars, ignores_case: bool) -> Chars:
    return chars | (chars & _UPPER) << 32 | (chars & _LOWER) >> 32 if ignores_case else chars


def union(sets: Iterable[Chars]) -> Chars:
    """All the characters that are in any of the sets."""
    union = 0
    for chars in sets:
        union |= chars
    return union


def has(chars: Chars, char: str) -> bool:
    """Whether a character is in a set."""
    return bool(chars >> ord(char) & 1)
