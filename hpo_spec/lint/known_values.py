"""The rule about open enums: values that were not known when this release was made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from hpo_spec.facts.open_enums import OPEN_ENUMS
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Problem, Rule, rule
from hpo_spec.lint.view import View
from hpo_spec.spec.base import SpecModel, is_model
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


def _open_values(model: SpecModel, path: Path) -> Iterator[tuple[Path, str, str]]:
    """The open enums in a model, and below it, that are given: where, what, and of which shape."""
    for name, shape in _leads(type(model)):
        value = getattr(model, name)
        if value is None:
            continue
        if shape:
            yield (*path, name), value, shape
        elif isinstance(value, SpecModel):
            yield from _open_values(value, (*path, name))
        else:
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in items:
                if isinstance(item, SpecModel):
                    yield from _open_values(item, (*path, name, key))


@cache
def _leads(model: type[SpecModel]) -> tuple[tuple[str, str], ...]:
    """The fields of a model that hold an open enum, with its shape, or lead to one, with none."""
    found = []
    for name, info in model.model_fields.items():
        marks = [*info.metadata, *_annotations(info.annotation)]
        shape = next((mark.shape for mark in marks if isinstance(mark, OpenEnum)), "")
        if shape or any(_leads(inner) for inner in _models(info.annotation)):
            found.append((name, shape))
    return tuple(found)


def _annotations(annotation: Any) -> list[Any]:
    found = list(getattr(annotation, "__metadata__", ()))
    for argument in get_args(annotation):
        found += list(getattr(argument, "__metadata__", ()))
    return found


def _models(annotation: Any) -> list[type[SpecModel]]:
    """The models in an annotation, however deep."""
    if is_model(annotation):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models(argument)]


RULES: tuple[Rule, ...] = (value_unknown,)
