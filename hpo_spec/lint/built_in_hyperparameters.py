"""Rules about the hyperparameters of built-in algorithms: which there are, which may be tuned, what they may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hpo_spec.facts.images import nearest_first
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, rule, warning_if
from hpo_spec.lint.view import Job, RangeAt, View
from hpo_spec.spec import Auto, Categorical, Continuous, Integer
from hpo_spec.spec.text import scalar_text
from hpo_spec.validation import nearest, suggest

if TYPE_CHECKING:
    from hpo_spec.facts.algorithm import Algorithm, Hyperparameter

_PAGES = "Developer guide, the hyperparameters page of each algorithm; github.com/aws/sagemaker-xgboost-container"


@rule(
    "builtin-hyperparameter-unknown",
    Severity.ERROR,
    "A built-in algorithm gets only hyperparameters that it has.",
    why="SageMaker and the containers check the names: a trial with another one fails, XGBoost's with "
    "`Extraneous hyperparameter found`. Where the documentation may leave some out, a name that is like no other is a "
    "warning.",
    source=_PAGES,
)
def hyperparameter_unknown(view: View) -> Iterator[Problem]:
    for job, algorithm in _built_ins(view):
        for name in () if job.runs_script else job.static:
            if name in algorithm.hyperparameters or name.startswith(("_", "sagemaker_")):
                continue
            meant = suggest(name, list(algorithm.hyperparameters))
            help = meant or f"Check the developer guide's page on {algorithm.name}, or remove it."
            certain = (meant or algorithm.is_complete) and not algorithm.uncertain
            message = f"{job.algorithm_name} has no hyperparameter {name!r}"
            path = (*job.path, "static_hyperparameters", name)
            yield Problem(path, message, help, None if certain else Severity.WARNING, on_key=True)


@rule(
    "builtin-hyperparameter-not-tunable",
    Severity.ERROR,
    "What varies of a built-in algorithm is a hyperparameter that may be tuned.",
    why="SageMaker checks the names of ranges against the algorithm's own schema, also where XGBoost's image runs a "
    "script: an unknown name, or one that may not be tuned, is refused.",
    source="Developer guide, the tuning page of each algorithm; github.com/aws/sagemaker-python-sdk issue 2226; "
    "github.com/aws/sagemaker-xgboost-container issue 113",
)
def hyperparameter_not_tunable(view: View) -> Iterator[Problem]:
    for job, algorithm in _built_ins(view):
        for item in job.ranges:
            known = algorithm.hyperparameters.get(item.name)
            if not (known and known.tuned) and item.name.strip():
                message = (
                    f"{item.name} of {job.algorithm_name} cannot be tuned"
                    if known
                    else f"{job.algorithm_name} has no hyperparameter {item.name!r}"
                )
                help = _tune_instead(item.name, known, algorithm.tunable)
                yield Problem(item.path, message, help, warning_if(algorithm.uncertain), on_key=True)


@rule(
    "builtin-hyperparameter-value",
    Severity.ERROR,
    "A built-in algorithm's hyperparameter has a value, or a range, within what it takes.",
    why="The container checks each value when a trial starts, and the trial fails: XGBoost's with "
    "`Hyperparameter eta: 1.5 is not in [0, 1]`.",
    source=_PAGES,
)
def hyperparameter_value(view: View) -> Iterator[Problem]:
    for job, algorithm in _built_ins(view):
        for name, text in () if job.runs_script else job.static.items():
            known = algorithm.hyperparameters.get(name)
            if known and not known.allows(text):
                yield _outside((*job.path, "static_hyperparameters", name), text, known, algorithm)
        for item in job.ranges:
            known = algorithm.hyperparameters.get(item.name)
            has_choices = isinstance(item.range, Categorical)
            if known and known.tuned and not (has_choices and job.is_built_in_with_json):
                yield from _range_outside(item, known, algorithm)


@rule(
    "builtin-hyperparameter-missing",
    Severity.WARNING,
    "A built-in algorithm gets the hyperparameters that it requires.",
    why="SageMaker accepts the tuning job without them, and then each training job fails: XGBoost's with "
    "`Missing required hyperparameter: num_round`.",
    source="Developer guide, the hyperparameters page of each algorithm; terraform-provider-aws acceptance tests",
)
def hyperparameter_missing(view: View) -> Iterator[Problem]:
    for job, algorithm in _built_ins(view):
        given = {*job.static, *(item.name for item in job.ranges)}
        missing = [name for name in algorithm.required_with(job.static) if name not in given]
        unknown = [name for name in given if name not in algorithm.hyperparameters] if missing else []
        meant = {nearest(name, missing) for name in unknown}
        missing = [name for name in missing if name not in meant]
        if missing and not job.runs_script:
            message = f"{job.algorithm_name} requires {', '.join(missing)}"
            yield Problem((*job.path, "static_hyperparameters"), message, "Give it a value, or a range.", on_key=True)


@rule(
    "builtin-json-values",
    Severity.WARNING,
    "A built-in algorithm gets its hyperparameters plainly, not as JSON.",
    why="JSON puts texts in quotes, which the documentation of no built-in algorithm has, and which the check of their "
    "values may refuse. The Python SDK sends such texts without them.",
    source=f"{_PAGES}; sagemaker-python-sdk",
    basis=Basis.LIKELY,
)
def json_values(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if job.is_built_in_with_json:
            message = f"{job.algorithm_name or 'a built-in'} takes plain texts, and JSON puts quotes around them"
            help = "Remove `hyperparameter_encoding: json`."
            yield Problem((*job.path, "hyperparameter_encoding"), message, help)


def _built_ins(view: View) -> Iterator[tuple[Job, Algorithm]]:
    for job in view.jobs:
        if job.algorithm:
            yield job, job.algorithm


def _tune_instead(name: str, known: Hyperparameter | None, tunable: list[str]) -> str:
    if known and known.other_name_of:
        return f"Tune {known.other_name_of}, which is the same."
    help = suggest(name, tunable) or f"Tunable: {', '.join(nearest_first(name, tunable)) or 'nothing'}."
    return f"Make it a static hyperparameter. {help}" if known else help


def _outside(path: Path, text: str, known: Hyperparameter, algorithm: Algorithm) -> Problem:
    shown = repr(text) if len(text) <= 60 else f"a text of {len(text)} characters"
    message = f"{algorithm.name} takes {known.allowed}, not {shown}"
    help = suggest(text, list(known.values)) or f"Write {known.allowed}."
    return Problem(path, message, help, warning_if(known.doubts(text) or algorithm.uncertain))


def _range_outside(item: RangeAt, known: Hyperparameter, algorithm: Algorithm) -> Iterator[Problem]:
    severity = warning_if(known.uncertain or algorithm.uncertain)
    if isinstance(item.range, Categorical):
        for index, text in enumerate(item.values):
            if not known.allows(text):
                yield _outside((*item.path, "values", index), text, known, algorithm)
    elif known.kind == "Categorical" and not isinstance(item.range, Auto):
        message = f"{algorithm.name} takes {known.allowed} here, not a range of numbers"
        yield Problem((*item.path, "type"), message, "Make it `type: categorical`.", severity)
    elif known.tuned == "Categorical" and not isinstance(item.range, Auto):
        message = f"{algorithm.name} is documented to take choices here, not a range of numbers"
        yield Problem((*item.path, "type"), message, "Make it `type: categorical`.", Severity.WARNING)
    elif known.kind == "Integer" and isinstance(item.range, Continuous):
        message = f"{algorithm.name} takes whole numbers only, and a continuous range has others"
        yield Problem((*item.path, "type"), message, "Make it `type: integer`.", severity)
    elif isinstance(item.range, (Integer, Continuous)) and item.bounds and item.bounds[0] <= item.bounds[1]:
        for bound, number in zip(("min", "max"), item.bounds, strict=True):
            if not known.contains(number):
                text = scalar_text(getattr(item.range, bound))
                yield _outside((*item.path, bound), text, known, algorithm)


RULES: tuple[Rule, ...] = (
    hyperparameter_unknown,
    hyperparameter_not_tunable,
    hyperparameter_value,
    hyperparameter_missing,
    json_values,
)
