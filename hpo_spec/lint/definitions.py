"""Rules about which training job definitions there are, and what several of them may not have together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from hpo_spec.finding import Path, Severity
from hpo_spec.lint import built_in_metrics, metrics
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import Job, View

_MULTI = "Developer guide, multiple-algorithm-hpo"
_MULTI_CREATE = "Developer guide, multiple-algorithm-hpo-create-tuning-jobs"
_MOST_VARIABLES = 48
"""Environment variables of all definitions together."""
_ABOUT_OBJECTIVES = (
    *(built_in_metrics.objective_metric_unknown, built_in_metrics.objective_direction),
    *(metrics.objective_metric_undefined, metrics.objective_direction_suspect),
)
_PLACED = ("objective", "ranges")
"""What belongs to each definition of a list, but to the tuning job of a single one."""


@rule(
    "definition-both",
    Severity.ERROR,
    "A tuning job has a `training_job` or a list of `training_jobs`, not both.",
    why="SageMaker takes either one definition or a list of them, and refuses a request with both.",
    source=_MULTI,
)
def definition_both(view: View) -> Iterator[Problem]:
    if view.spec.training_job and view.spec.training_jobs:
        yield Problem(("training_jobs",), "`training_job` is given too", "Keep one of the two.", on_key=True)


@rule(
    "definition-none",
    Severity.ERROR,
    "A tuning job has a `training_job`, or a list of `training_jobs`.",
    why="Both members are optional in the API's model, so that no client notices, but there is nothing to tune.",
    source=_MULTI_CREATE,
)
def definition_none(view: View) -> Iterator[Problem]:
    if not view.spec.training_job and not view.spec.training_jobs:
        yield Problem((), "there is no training job to tune", "Write a `training_job`.")


@rule(
    "multi-def-name-required",
    Severity.ERROR,
    "Each of the `training_jobs` has a `name`.",
    why="The name tells which definition a trial belongs to: optional in the API's model, but required in a list.",
    source=_MULTI_CREATE,
)
def multi_def_name_required(view: View) -> Iterator[Problem]:
    for job in _listed(view):
        if job.definition.name is None:
            help = "Give each of the `training_jobs` a `name` of its own."
            yield Problem((*job.path, "name"), "this definition has no name", help)


@rule(
    "multi-def-name-unique",
    Severity.ERROR,
    "The `training_jobs` have different names.",
    why="A trial is told by its definition's name, and SageMaker refuses a name that is there twice.",
    source=_MULTI_CREATE,
)
def multi_def_name_unique(view: View) -> Iterator[Problem]:
    seen: set[str] = set()
    for job in _listed(view):
        name = job.definition.name
        if name in seen:
            yield Problem((*job.path, "name"), f"an earlier definition is called {name!r} too", "Rename one of them.")
        elif name is not None:
            seen.add(name)


@rule(
    "multi-def-early-stopping",
    Severity.ERROR,
    "With several `training_jobs`, `early_stopping` is off.",
    why="SageMaker stops training jobs early only where a single algorithm is tuned.",
    source=f"{_MULTI}; {_MULTI_CREATE}",
)
def multi_def_early_stopping(view: View) -> Iterator[Problem]:
    count, tuning = len(_listed(view)), view.spec.tuning
    is_hyperband = tuning.strategy == "Hyperband"  # which has a rule of its own: it takes no early stopping at all
    if count > 1 and tuning.early_stopping == "Auto" and not is_hyperband:
        message = f"early stopping is for a single definition, and there are {count}"
        yield Problem(("tuning", "early_stopping"), message, "Set `early_stopping` to Off.")


@rule(
    "multi-def-warm-start",
    Severity.ERROR,
    "With several `training_jobs`, there is no `warm_start`.",
    why="SageMaker takes up earlier tuning jobs only where a single algorithm is tuned.",
    source=f"{_MULTI}; sagemaker-python-sdk",
)
def multi_def_warm_start(view: View) -> Iterator[Problem]:
    count = len(_listed(view))
    if count > 1 and view.spec.warm_start:
        message = f"a warm start is for a single definition, and there are {count}"
        help = "Remove `warm_start`, or tune each definition in a job of its own."
        yield Problem(("warm_start",), message, help, on_key=True)


@rule(
    "multi-def-environment-total",
    Severity.ERROR,
    f"The `training_jobs` have at most {_MOST_VARIABLES} environment variables together.",
    why="The limit of a single definition's environment is the limit of the whole tuning job too.",
    source="API reference, HyperParameterTrainingJobDefinition.Environment",
)
def multi_def_environment_total(view: View) -> Iterator[Problem]:
    jobs = _listed(view)
    so_far = list(accumulate(len(job.definition.environment or {}) for job in jobs))
    for job, total in zip(jobs, so_far, strict=True):
        if total > _MOST_VARIABLES:
            message = f"the definitions have {so_far[-1]} variables together, at most {_MOST_VARIABLES} are allowed"
            help = "Remove some of them: what never changes can be set in the image."
            yield Problem((*job.path, "environment"), message, help, on_key=True)
            return


@rule(
    "multi-def-objective-placement",
    Severity.ERROR,
    "With `training_jobs`, objectives and ranges stand in the definitions, not in `tuning`.",
    why="Each definition of a list is tuned for an objective and over ranges of its own, so that those of the tuning "
    "job belong to none.",
    source=f"terraform-provider-aws acceptance tests; sagemaker-python-sdk; {_MULTI}",
    basis=Basis.LIKELY,
)
def multi_def_objective_placement(view: View) -> Iterator[Problem]:
    jobs = _listed(view)
    if not jobs or view.spec.training_job:
        return
    for field in _PLACED:
        if getattr(view.spec.tuning, field):
            owned = all(getattr(job.definition, field) for job in jobs)
            help = "Remove it: each definition has its own." if owned else "Move it into each of the `training_jobs`."
            message = "with `training_jobs`, this is said in each of them"
            yield Problem(("tuning", field), message, help, on_key=True)


@rule(
    "single-def-objective-placement",
    Severity.ERROR,
    "With a `training_job`, the objective and the ranges stand in `tuning`, not in the definition.",
    why="A definition has its own only in a list of them: in a single one they are ambiguous.",
    source="terraform-provider-aws acceptance tests; Developer guide, automatic-model-tuning-ex-tuning-job",
    basis=Basis.LIKELY,
)
def single_def_objective_placement(view: View) -> Iterator[Problem]:
    if not view.spec.training_job or view.spec.training_jobs:
        return
    for field in _PLACED:
        if getattr(view.spec.training_job, field):
            owned = getattr(view.spec.tuning, field)
            help = "Remove it, or merge it into that of `tuning`." if owned else "Move it into `tuning`."
            message = "with a single definition, this is said in `tuning`"
            yield Problem(("training_job", field), message, help, on_key=True)


@rule(
    "multi-def-objective-mixed",
    Severity.WARNING,
    "The `training_jobs` have the same objective: one metric, one direction.",
    why="The best training job is looked for among all definitions, and different metrics cannot be compared.",
    source="sagemaker-python-sdk, which keeps one direction for all definitions",
    basis=Basis.LIKELY,
)
def multi_def_objective_mixed(view: View) -> Iterator[Problem]:
    listed = _listed(view)
    own = [(job, job.definition.objective) for job in listed if job.definition.objective]
    if len({objective for _, objective in own}) > 1 and multi_def_objective_mixed.id not in view.ignored:
        wrong = _wrong_objectives(view)
        own = [(job, objective) for job, objective in own if (*job.path, "objective") not in wrong]
    for usual, _ in Counter(objective for _, objective in own).most_common(1):
        first = next(job for job, objective in own if objective == usual)
        for job, objective in own:
            if objective != usual:
                field = "type" if objective.metric == usual.metric else "metric"
                here, there = getattr(objective, field), getattr(usual, field)
                message = f"{here!r} here and {there!r} in {_called(first)} cannot be compared"
                help = "Give all definitions the same objective, or tune them in jobs of their own."
                yield Problem((*job.path, "objective", field), message, help)


def _wrong_objectives(view: View) -> set[Path]:
    """Where the objectives stand that other rules say the cause of."""
    rules = [each for each in _ABOUT_OBJECTIVES if each.id not in view.ignored]
    return {problem.path[:-1] for each in rules if each.check for problem in each.check(view)}


def _listed(view: View) -> list[Job]:
    """The definitions of the list, be it of one."""
    return [job for job in view.jobs if job.path[0] == "training_jobs"]


def _called(job: Job) -> str:
    return repr(job.definition.name) if job.definition.name else "another definition"


def _has_list(view: View) -> bool:
    return view.spec.training_jobs is not None


RULES: tuple[Rule, ...] = (
    definition_both,
    definition_none,
    single_def_objective_placement,
    *only(
        _has_list,
        multi_def_name_required,
        multi_def_name_unique,
        multi_def_early_stopping,
        multi_def_warm_start,
        multi_def_environment_total,
        multi_def_objective_placement,
        multi_def_objective_mixed,
    ),
)
