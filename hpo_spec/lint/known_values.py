"""The rule about open enums: values that were not known when this release was made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import get_args

from pydantic.fields import FieldInfo

from hpo_spec.facts.open_enums import OPEN_ENUMS
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Problem, Rule, rule
from hpo_spec.lint.view import View
from hpo_spec.spec.base import SpecModel, plan
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


def _open_values(model: SpecModel, path: Path) -> list[tuple[Path, str, str]]:
    """The open enums that are given in a model, and below it: where, what, and of which shape."""
    found: list[tuple[Path, str, str]] = []
    given = model.__dict__
    for name, shape in _leads(type(model)):
        value = given[name]
        if value is None:
            continue
        if shape:
            found.append(((*path, name), value, shape))
        elif isinstance(value, SpecModel):
            found += _open_values(value, (*path, name))
        else:
            for key, item in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(item, SpecModel):
                    found += _open_values(item, (*path, name, key))
    return found


@cache
def _leads(model: type[SpecModel]) -> list[tuple[str, str]]:
    """The fields of a model that hold an open enum, with its shape, and those that hold models, with none."""
    found = [(name, shape) for name, info in model.model_fields.items() if (shape := _shape(info))]
    return found + [(step.field, "") for step in plan(model) if getattr(step.form, "model", None) is not None]


def _shape(info: FieldInfo) -> str:
    annotations = (info.annotation, *get_args(info.annotation))
    marks = [*info.metadata, *(mark for each in annotations for mark in getattr(each, "__metadata__", ()))]
    return next((mark.shape for mark in marks if isinstance(mark, OpenEnum)), "")


RULES: tuple[Rule, ...] = (value_unknown,)
