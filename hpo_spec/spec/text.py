"""Values that the API holds as text and a spec may hold as numbers, booleans, lists or maps.

A number becomes its shortest exact decimal form, `true` becomes `true`, a string itself. Read back, a text
becomes a number only if that number becomes the same text again.
"""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal

from hpo_spec.spec.api_node import ApiNode

Scalar = str | int | float | bool
HyperparameterValue = Scalar | list[object] | dict[str, object] | None

_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"
_LONGEST_POSITIONAL = 40
_LONGEST_NUMBER = 300


def number_text(value: float) -> str:
    """The shortest decimal text that is exactly this number: `0.0001`, not `1e-04`; `5`, not `5.0`.

    Only a number whose positional form is very long keeps an exponent.
    """
    if isinstance(value, int):
        return str(value)
    text = repr(value)
    if "e" not in text and text[-1].isdigit():
        return text.removesuffix(".0")
    shortest = Decimal(text)
    positional = format(shortest, "f")
    if "." in positional:
        positional = positional.rstrip("0").rstrip(".")
    return positional if len(positional) <= _LONGEST_POSITIONAL else format(shortest.normalize(), "e").replace("+", "")


def scalar_text(value: Scalar) -> str:
    """The text that a scalar is sent as."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value)


def text_scalar(text: str) -> Scalar:
    """The value that a person would write for a text, provided that it compiles to the same text."""
    if text in ("true", "false"):
        return text == "true"
    if not re.fullmatch(_NUMBER, text) or len(text) > _LONGEST_NUMBER:
        return text
    number = float(text) if "." in text else int(text)
    return number if math.isfinite(number) and number_text(number) == text else text


def hyperparameter_text(value: HyperparameterValue, json_values: bool) -> str:
    """The text that a hyperparameter is sent as; with `json_values`, its JSON."""
    if json_values or isinstance(value, (list, dict)) or value is None:
        return json.dumps(value, separators=(",", ":"))
    return scalar_text(value)


def text_hyperparameter(text: str, json_values: bool) -> HyperparameterValue:
    """The value that a person would write for a hyperparameter's text."""
    if not json_values:
        return text_scalar(text)
    value: HyperparameterValue = json.loads(text)
    return value


def is_json_text(text: str) -> bool:
    """Whether `text` is what JSON-encoding some value gives, and a value that YAML can hold."""
    try:
        value = json.loads(text, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode()
        return json.dumps(value, separators=(",", ":")) == text
    except (ValueError, RecursionError):
        return False


def reads_as_json(static: list[str], choices: list[str]) -> bool:
    """Whether hyperparameters look JSON-encoded: all of them are JSON, and one is a JSON string.

    `choices` are the categorical ones: one that is null, or has several lines, can only be said as a plain text.
    """
    texts = [*static, *choices]
    if any(text == "null" or "\\n" in text for text in choices):
        return False
    return any(text.startswith('"') for text in texts) and all(map(is_json_text, texts))


def node_scalar(node: ApiNode) -> Scalar | None:
    """The scalar for the API's text."""
    text = node.text()
    return None if text is None else text_scalar(text)


def node_hyperparameter(node: ApiNode) -> HyperparameterValue:
    """The hyperparameter's value for the API's text."""
    text = node.text()
    return None if text is None else text_hyperparameter(text, node.json_values)


def _refuse(constant: str) -> object:
    raise ValueError(constant)
