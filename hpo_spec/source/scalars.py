"""The scalars of YAML's 1.2 core schema: which plain texts are not strings, and what they are.

Unlike in YAML 1.1, `yes`, `off`, `1_000`, `12:30:45` and `2026-01-01` are strings here.
Source: YAML 1.2.2, section 10.3.2.
"""

from __future__ import annotations

import re
from decimal import Decimal

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER_START = frozenset("+-.0123456789")
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
_NAN = frozenset({".nan", ".NaN", ".NAN"})
_FLOAT_DIGITS = 15
"""Any number of up to this many significant digits survives being read into a float."""
_MAX_INT_DIGITS = 4000


class InexactNumber(ValueError):
    """A number that Python's float or int cannot hold as it is written."""


def resolve_plain(text: str) -> object:
    """The value of a plain (unquoted) scalar.

    Raises `InexactNumber` for a number that would not be the same after reading it.
    """
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if text[0] in _NUMBER_START:
        return _resolve_number(text)
    return text


def is_plain_string(text: str) -> bool:
    """Whether `text`, left unquoted, is read back as this very string."""
    try:
        return resolve_plain(text) == text
    except InexactNumber:
        return False


def _resolve_number(text: str) -> object:
    if _INT.fullmatch(text):
        return _bounded_int(text, 10)
    if _FLOAT.fullmatch(text):
        return exact_float(text)
    if _OCTAL.fullmatch(text) or _HEX.fullmatch(text):
        return _bounded_int(text, 0)
    if _INFINITE.fullmatch(text) or text in _NAN:
        return float(text.replace(".", ""))
    return text


def _bounded_int(text: str, base: int) -> int:
    if len(text) > _MAX_INT_DIGITS:
        raise InexactNumber(f"a number of {len(text)} digits is too long")
    return int(text, base)


def exact_float(text: str) -> float:
    """The float that is written so. Raises `InexactNumber` if it would be another number."""
    value = float(text)
    if len(text) > _FLOAT_DIGITS or "e" in text or "E" in text:
        try:
            kept = Decimal(text) == Decimal(repr(value))
        except ArithmeticError:
            kept = False
        if not kept:
            raise InexactNumber(f"{text} would become {value!r}")
    return value
