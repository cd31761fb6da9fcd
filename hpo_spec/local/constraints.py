"""The constraints of the API's own fields, as SageMaker enforces them and botocore does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any


def broken_constraints(shape: Any, value: Any, path: str = "") -> Iterator[str]:
    """A sentence, in the service's words, for each constraint that a value breaks."""
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in value:
                yield from broken_constraints(member, value[name], f"{path}.{_camel(name)}" if path else _camel(name))
        return
    yield from (_sentence(value, path, said) for said in _broken(shape, value))
    if shape.type_name == "list":
        for number, item in enumerate(value, start=1):
            yield from broken_constraints(shape.member, item, f"{path}.{number}.member")
    elif shape.type_name == "map":
        for key, item in value.items():
            yield from (
                _sentence(key, path, f"Map keys must satisfy constraint: [{said}]") for said in _broken(shape.key, key)
            )
            yield from broken_constraints(shape.value, item, f"{path}.{key}.member")


def _broken(shape: Any, value: Any) -> Iterator[str]:
    metadata = shape.metadata
    if shape.type_name == "string":
        if shape.enum and value not in shape.enum:
            yield f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
        if "pattern" in metadata and not _pattern(metadata["pattern"]).fullmatch(value):
            yield f"Member must satisfy regular expression pattern: {metadata['pattern']}"
    what, size = ("length ", len(value)) if hasattr(value, "__len__") else ("value ", value)
    if not isinstance(size, (int, float)):
        return
    if "min" in metadata and size < metadata["min"]:
        yield f"Member must have {what}greater than or equal to {metadata['min']}"
    if "max" in metadata and size > metadata["max"]:
        yield f"Member must have {what}less than or equal to {metadata['max']}"


def _sentence(value: Any, path: str, said: str) -> str:
    shown = value if isinstance(value, (str, int, float)) else "[...]"
    return f"Value '{shown}' at '{path}' failed to satisfy constraint: {said}"


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    r"""Java's regular expressions are Python's, but for classes of characters such as `\p{L}`."""
    return re.compile(re.sub(r"\\p\{[^}]+\}", r"\\w", pattern), re.DOTALL)


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]
