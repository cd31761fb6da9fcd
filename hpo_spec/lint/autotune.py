"""Rules about Autotune and the ranges that it chooses."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import RangeAt, View
from hpo_spec.spec import Auto

_GUIDE = "Developer guide, automatic-model-tuning-define-ranges"


@rule(
    "autotune-early-stopping-default",
    Severity.INFO,
    "With Autotune, `early_stopping` is said.",
    why="Early stopping is off unless a spec asks for it, but under Autotune it is on unless a spec says no.",
    source=f"{_GUIDE}; API reference, TrainingJobEarlyStoppingType",
)
def autotune_early_stopping_default(view: View) -> Iterator[Problem]:
    tuning = view.spec.tuning
    if not view.spec.autotune or tuning.early_stopping is not None:
        return
    help = "Set `early_stopping` to Auto or to Off."
    if tuning.strategy == "Hyperband":
        help = "Set `early_stopping` to Off: Hyperband takes nothing else."
    elif len(view.jobs) > 1:
        help = "Set `early_stopping` to Off: several definitions take nothing else."
    yield Problem(("tuning", "early_stopping"), "is not said, and Autotune switches it on", help)


@rule(
    "autoparameters-without-autotune",
    Severity.ERROR,
    "Ranges of the type `auto` come with `autotune`.",
    why="Only Autotune chooses them: without it these hyperparameters have no range.",
    source=f"{_GUIDE}; sagemaker-python-sdk",
    basis=Basis.LIKELY,
)
def autoparameters_without_autotune(view: View) -> Iterator[Problem]:
    auto = _auto(view.ranges)
    if auto and not view.spec.autotune:
        others = f" (nor those of {len(auto) - 1} more)" if len(auto) > 1 else ""
        message = f"Autotune is off: nothing chooses this hyperparameter's range{others}"
        yield Problem(auto[0].path, message, "Write `autotune: true`, or the range.", on_key=True)


@rule(
    "autoparameter-overlap",
    Severity.ERROR,
    "A hyperparameter whose range Autotune chooses is neither static nor has another range.",
    why="A hyperparameter is static, left to Autotune, or has a range; with two of them it is open which one counts.",
    source="sagemaker-python-sdk",
    basis=Basis.LIKELY,
)
def autoparameter_overlap(view: View) -> Iterator[Problem]:
    shared = view.spec.tuning.ranges or {}
    for job in view.jobs:
        static = {job.own_name(name): name for name in job.static}
        for item in _auto(job.ranges):
            name = static.get(job.own_name(item.name))
            if name is not None:
                path = (*job.path, "static_hyperparameters", name)
                yield Problem(path, "is left to Autotune too, as an `auto` range", "Keep one of the two.", on_key=True)
        for name, own in (job.definition.ranges or {}).items():
            if name in shared and (isinstance(own, Auto) or isinstance(shared[name], Auto)):
                message = f"has a range in `tuning` too, of the type {shared[name].type}"
                yield Problem((*job.path, "ranges", name), message, "Keep one of the two.", on_key=True)


@rule(
    "autoparameter-empty-hint",
    Severity.ERROR,
    "The `hint` of an `auto` range is a value.",
    why="Autotune works out the range from it, though the API's model allows an empty one.",
    source=_GUIDE,
    basis=Basis.LIKELY,
)
def autoparameter_empty_hint(view: View) -> Iterator[Problem]:
    for item in view.ranges:
        if isinstance(item.range, Auto) and isinstance(item.range.hint, str) and not item.range.hint.strip():
            help = "Write a value that is typical for this hyperparameter."
            yield Problem((*item.path, "hint"), "there is no value to choose a range around", help)


@rule(
    "grid-with-autoparameters",
    Severity.WARNING,
    "The strategy Grid has no ranges of the type `auto`.",
    why="Grid goes through categorical values, and Autotune would choose ranges of numbers.",
    source="inferred from the developer guide, automatic-model-tuning-define-ranges",
    basis=Basis.UNSURE,
)
def grid_with_autoparameters(view: View) -> Iterator[Problem]:
    auto = _auto(view.ranges)
    if auto and view.spec.autotune and view.spec.tuning.strategy == "Grid":
        others = f" and {len(auto) - 1} more" if len(auto) > 1 else ""
        message = f"Grid takes categorical ranges only, and that of {auto[0].name!r}{others} is left to Autotune"
        help = "Write out the values as categorical ranges, or choose another strategy."
        yield Problem(("tuning", "strategy"), message, help)


def _auto(ranges: list[RangeAt]) -> list[RangeAt]:
    return [item for item in ranges if isinstance(item.range, Auto)]


def _has_autotune(view: View) -> bool:
    return view.spec.autotune is not None or any(item.range.type == "auto" for item in view.ranges)


RULES: tuple[Rule, ...] = (
    *only(
        _has_autotune,
        autotune_early_stopping_default,
        autoparameters_without_autotune,
        autoparameter_overlap,
        autoparameter_empty_hint,
        grid_with_autoparameters,
    ),
)
