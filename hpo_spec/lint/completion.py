"""Rules about completion criteria and early stopping."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.facts.training import STOPPED_EARLY
from hpo_spec.finding import Severity
from hpo_spec.lint.cost import training_jobs
from hpo_spec.lint.metric_names import ERRORS, SHARES, TURNED, words_of
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Objective

_EARLY_STOPPING = "Developer guide, automatic-model-tuning-early-stopping"
_LEAST_NOT_IMPROVING = 3
"""What `max_jobs_not_improving` is at least, in the API."""
_OBJECTIVE_LOSS = ("validation:objective_loss", "test:objective_loss")

_UP_TO_ONE = SHARES | {"r2"}
"""Words in the names of metrics that are 1 at best."""
_PERCENT = frozenset({"map", "r2", "percent", "percentage", "pct"})
"""Words in the names of metrics that are often given in percent."""
_FROM_ZERO = ERRORS | {"loss"}
"""Words in the names of metrics that are 0 at best."""
_DIFFERENCES = frozenset({"delta", "diff", "difference", "gain", "gap"})
"""Words for how far one metric is from another, which has other bounds."""
_BELOW_ZERO = "train:final_loss"
"""A loss of DeepAR's that does get below 0: the logarithm of a density."""


@rule(
    "early-stopping-unsupported-algorithm",
    Severity.WARNING,
    "With `early_stopping`, a built-in algorithm is one that reports its objective after each epoch.",
    why="Training jobs are compared epoch by epoch: where the metric comes once, at the end, none is ever stopped.",
    source=_EARLY_STOPPING,
)
def early_stopping_unsupported_algorithm(view: View) -> Iterator[Problem]:
    for job in _stopped_early(view):
        if job.built_in and not _supports_early_stopping(job):
            message = f"{job.built_in.name} is not among the built-in algorithms that it can stop early"
            yield Problem(("tuning", "early_stopping"), message, "Set `early_stopping` to Off.")


@rule(
    "linear-learner-early-stopping-metric",
    Severity.WARNING,
    "With `early_stopping`, the Linear Learner's objective is an `objective_loss`.",
    why="The guide names this metric alone for the Linear Learner: with another, probably no trial is stopped.",
    source=_EARLY_STOPPING,
)
def linear_learner_early_stopping_metric(view: View) -> Iterator[Problem]:
    for job in _stopped_early(view):
        if job.built_in and job.built_in.name == "linear-learner" and job.objective and not _defines_objective(job):
            path, objective = job.objective
            known = job.algorithm.metrics if job.algorithm else ()
            if objective.metric in known and objective.metric not in _OBJECTIVE_LOSS:
                message = f"the Linear Learner can be stopped early by its objective_loss, not by {objective.metric!r}"
                help = f"Minimize {_OBJECTIVE_LOSS[0]!r}, or set `early_stopping` to Off."
                yield Problem((*path, "metric"), message, help)


@rule(
    "early-stopping-no-history",
    Severity.INFO,
    "With `early_stopping`, some training jobs start after others have ended.",
    why="A training job is compared with the median of earlier ones, and if all run at once there are none.",
    source=f"inferred from the {_EARLY_STOPPING[0].lower()}{_EARLY_STOPPING[1:]}",
    basis=Basis.LIKELY,
)
def early_stopping_no_history(view: View) -> Iterator[Problem]:
    count, parallel = training_jobs(view), view.spec.tuning.limits.max_parallel_jobs
    if count and parallel >= count and any(_supports_early_stopping(job) for job in _stopped_early(view)):
        message = f"has nothing to compare with: all {count} training jobs run at once"
        help = "Lower `max_parallel_jobs`, or set `early_stopping` to Off."
        yield Problem(("tuning", "early_stopping"), message, help)


@rule(
    "not-improving-never-fires",
    Severity.WARNING,
    "`max_jobs_not_improving` is below the number of training jobs.",
    why="The tuning job has run all of its training jobs before so many have failed to improve.",
    source="API reference, BestObjectiveNotImproving",
    basis=Basis.LIKELY,
)
def not_improving_never_fires(view: View) -> Iterator[Problem]:
    completion, count = view.spec.tuning.completion, training_jobs(view)
    failing = (completion and completion.max_jobs_not_improving) or 0
    if count and failing >= count:
        message = f"{failing} training jobs would have to fail to improve, and there are {count} in all"
        help = "Set it well below that, or remove it." if count > _LEAST_NOT_IMPROVING else "Remove it."
        yield Problem(("tuning", "completion", "max_jobs_not_improving"), message, help)


@rule(
    "completion-criteria-empty",
    Severity.WARNING,
    "`completion` has a criterion.",
    why="All of its fields are optional, so that an empty one passes everywhere and does nothing.",
    source="API reference, TuningJobCompletionCriteria",
    basis=Basis.LIKELY,
)
def completion_criteria_empty(view: View) -> Iterator[Problem]:
    completion = view.spec.tuning.completion
    if completion and all(value is None for _, value in completion):
        help = "Write a criterion, such as `max_jobs_not_improving`, or remove it."
        yield Problem(("tuning", "completion"), "nothing here ends the tuning job", help, on_key=True)


@rule(
    "completion-criteria-any",
    Severity.INFO,
    "`completion` has one criterion.",
    why="Of several criteria, the first that is met ends the tuning job: they are alternatives, not conditions.",
    source="Developer guide, automatic-model-tuning-progress",
)
def completion_criteria_any(view: View) -> Iterator[Problem]:
    completion = view.spec.tuning.completion
    given = [name for name, value in completion or () if value not in (None, "Disabled")]
    if len(given) > 1:
        names = " or ".join(f"`{name}`" for name in given)
        help = "Remove what should not end the tuning job by itself."
        yield Problem(("tuning", "completion"), f"{names} alone ends the tuning job", help, on_key=True)


@rule(
    "target-value-implausible",
    Severity.INFO,
    "`target_metric_value` is a value that the metric can take, and does not take at once.",
    why="The tuning job would run to its limits as if there were no target, or end with its first training job.",
    source="inferred from the metric's name",
    basis=Basis.LIKELY,
)
def target_value_implausible(view: View) -> Iterator[Problem]:
    target = view.spec.tuning.completion.target_metric_value if view.spec.tuning.completion else None
    if target is None:
        return
    for job in view.jobs:
        is_known = job.built_in is not None and not _defines_objective(job)
        doubt = _doubt(target, job.objective[1], is_known) if job.objective else None
        if doubt:
            yield Problem(("tuning", "completion", "target_metric_value"), *doubt)
            return


def _doubt(target: float, objective: Objective, is_known: bool) -> tuple[str, str] | None:
    """What is odd about a target, and what to do; the name of a metric of one's own may mean anything."""
    words = _words(objective.metric)
    most = 100 if words & _PERCENT and not is_known else 1
    bound, help = "", "Write a value that it can reach."
    if words & (TURNED | _DIFFERENCES) or objective.metric == _BELOW_ZERO:
        return None
    if objective.type == "Minimize":
        if target < 0 and words & _FROM_ZERO and not words & _UP_TO_ONE:
            bound = "does not fall below 0"
    elif words & _UP_TO_ONE and target > most:
        bound = f"does not exceed {most}"
        if most == 1 and not is_known:
            help = "Write a value that it can reach, or leave this one if the metric is in percent."
    elif words & _UP_TO_ONE and target <= 0 and "r2" not in words:
        bound, help = "gets there with the first training job", "Write a value that is good enough."
    return (f"{objective.metric!r} {bound}, by its name", help) if bound else None


def _words(name: str) -> set[str]:
    """The words of a metric's name, with and without the digits at their end: `f1`, but also `map` for `map50`."""
    found = words_of(name)
    return {*found, *(word.rstrip("0123456789") for word in found)}


def _stopped_early(view: View) -> list[Job]:
    """The training job that is stopped early; none where it is not allowed, which other rules say."""
    tuning = view.spec.tuning
    allowed = tuning.early_stopping == "Auto" and tuning.strategy != "Hyperband" and len(view.jobs) == 1
    return view.jobs if allowed else []


def _supports_early_stopping(job: Job) -> bool:
    """Whether it may report its objective after each epoch: a program or a metric of one's own can do anything."""
    return not job.built_in or job.built_in.name in STOPPED_EARLY or _defines_objective(job)


def _defines_objective(job: Job) -> bool:
    return job.objective is not None and job.objective[1].metric in (job.definition.algorithm.metrics or {})


def _ends_early(view: View) -> bool:
    return view.spec.tuning.completion is not None or view.spec.tuning.early_stopping is not None


RULES: tuple[Rule, ...] = (
    *only(
        _ends_early,
        early_stopping_unsupported_algorithm,
        linear_learner_early_stopping_metric,
        early_stopping_no_history,
        not_improving_never_fires,
        completion_criteria_empty,
        completion_criteria_any,
        target_value_implausible,
    ),
)
