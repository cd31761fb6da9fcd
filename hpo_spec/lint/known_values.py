"""The rule about open enums: values that were not known when this release was made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from hpo_spec.facts.open_enums import OPEN_ENUMS
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Problem, Rule, rule
from hpo_spec.lint.view import View
from hpo_spec.spec.base import SpecModel
from hpo_spec.spec.constraints import OpenEnum
from hpo_spec.validation import suggest


@rule(
    "value-unknown",
    Severity.WARNING,
    "Instance types, and other values that AWS adds often, are among those known to this release.",
    why="It is a mistake in the name, which SageMaker refuses, or something newer than this release.",
    source="botocore's service model",
)
def value_unknown(view: View) -> Iterator[Problem]:
    for path, value, shape in _open_values(view.spec, ()):
        if value not in OPEN_ENUMS[shape]:
            help = suggest(value, sorted(OPEN_ENUMS[shape])) or "If AWS has it by now, this is no mistake."
            yield Problem(path, f"this release knows no {value!r}", help)


def _open_values(value: object, path: Path) -> Iterator[tuple[Path, str, str]]:
    if isinstance(value, SpecModel):
        shapes = _open_fields(type(value))
        for name in type(value).model_fields:
            item = getattr(value, name)
            if isinstance(item, str) and name in shapes:
                yield (*path, name), item, shapes[name]
            else:
                yield from _open_values(item, (*path, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _open_values(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _open_values(item, (*path, index))


@cache
def _open_fields(model: type[SpecModel]) -> dict[str, str]:
    """The fields of a model that hold an open enum, with its shape."""
    found = {}
    for name, info in model.model_fields.items():
        marks = [*info.metadata, *_annotations(info.annotation)]
        shape = next((mark.shape for mark in marks if isinstance(mark, OpenEnum)), None)
        if shape:
            found[name] = shape
    return found


def _annotations(annotation: Any) -> list[Any]:
    found = list(getattr(annotation, "__metadata__", ()))
    for argument in get_args(annotation):
        found += list(getattr(argument, "__metadata__", ()))
    return found


RULES: tuple[Rule, ...] = (value_unknown,)
