"""Rules about the objective metrics of built-in algorithms: which they emit, when, and which way is better."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hpo_spec.facts.images import nearest_first
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Objective
from hpo_spec.validation import suggest

if TYPE_CHECKING:
    from hpo_spec.facts.algorithm import Algorithm

_PAGES = "Developer guide, the tuning page of each algorithm"


@rule(
    "builtin-objective-metric-unknown",
    Severity.ERROR,
    "The objective of a built-in algorithm is a metric that it emits, or one that the spec defines.",
    why="SageMaker knows the metrics of its own algorithms and refuses any other; one that is not emitted with these "
    "hyperparameters leaves every trial without an objective value.",
    source=f"Developer guide, automatic-model-tuning-define-metrics-variables; {_PAGES}",
)
def objective_metric_unknown(view: View) -> Iterator[Problem]:
    for job, algorithm, path, objective in _objectives(view):
        name = objective.metric
        if not algorithm.metrics:
            help = "Tune another algorithm, or define a metric that its log has."
            yield Problem((*path, "metric"), f"{algorithm.name} emits no metric that it could be tuned by", help)
        elif name not in algorithm.metrics:
            help = (
                suggest(name, list(algorithm.metrics))
                or f"It emits {', '.join(nearest_first(name, algorithm.metrics))}."
            )
            yield Problem((*path, "metric"), f"{job.algorithm_name} emits no metric {name!r}", help)
        elif algorithm.metrics[name].needs_number:
            message = f"{name} is logged with a number after `@`, under which SageMaker does not look for it"
            yield Problem((*path, "metric"), message, "Tune by validation:rmse, for instance.", Severity.WARNING)
        else:
            yield from _emitted_otherwise(job, algorithm, path, name)


@rule(
    "builtin-objective-direction",
    Severity.WARNING,
    "The objective of a built-in algorithm is optimised the way that its metric asks for.",
    why="The job would look for the worst model, and would find it.",
    source=_PAGES,
)
def objective_direction(view: View) -> Iterator[Problem]:
    for _, algorithm, path, objective in _objectives(view):
        metric = algorithm.metrics.get(objective.metric)
        if metric and not metric.uncertain and metric.direction != objective.type:
            message = f"{objective.metric} is better the {'lower' if metric.direction == 'Minimize' else 'higher'}"
            yield Problem((*path, "type"), message, f"Write {metric.direction}.")


@rule(
    "builtin-metric-channel-missing",
    Severity.ERROR,
    "A metric that a built-in algorithm computes on a channel has that channel.",
    why="`validation:…` and `test:…` are computed on the data of the channel of that name only: without it, no trial "
    "has an objective value.",
    source="Developer guide, k-means-tuning and random-cut-forest-tuning; terraform-provider-aws acceptance tests",
    basis=Basis.LIKELY,
)
def metric_channel_missing(view: View) -> Iterator[Problem]:
    for job, algorithm, path, objective in _objectives(view):
        if any(_emitted_otherwise(job, algorithm, path, objective.metric)):
            continue  # it would not be emitted with the channel either
        channel = objective.metric.partition(":")[0]
        known = algorithm.channels.get(channel)
        optional = objective.metric in algorithm.metrics and known and not known.required
        if optional and job.channels and channel not in job.channels:
            message = f"{objective.metric} is computed on a channel {channel!r}, which is not there"
            help = f"Add it{_others(algorithm, channel)}."
            yield Problem((*job.path, "inputs", channel), message, help)


def _objectives(view: View) -> Iterator[tuple[Job, Algorithm, Path, Objective]]:
    """The objective of each built-in algorithm whose metrics SageMaker knows, unless the spec defines it itself."""
    for job in view.jobs:
        if job.algorithm and job.objective and not job.algorithm.uncertain:
            path, objective = job.objective
            if objective.metric not in (job.definition.algorithm.metrics or {}):
                yield job, job.algorithm, path, objective


def _emitted_otherwise(job: Job, algorithm: Algorithm, path: Path, name: str) -> Iterator[Problem]:
    """A metric that is emitted only with another value of a static hyperparameter."""
    if algorithm.metrics_when is None:
        return
    hyperparameter, metrics = algorithm.metrics_when
    value = job.static.get(hyperparameter, "")
    if value in metrics and name not in metrics[value] and any(name in names for names in metrics.values()):
        message = f"{name!r} is not emitted with {hyperparameter} {value}"
        yield Problem((*path, "metric"), message, f"With that it emits {', '.join(metrics[value])}.")


def _others(algorithm: Algorithm, channel: str) -> str:
    others = sorted({name.partition(":")[0] for name in algorithm.metrics} - {channel})
    return f", or tune by a metric of {' or '.join(others)}" if others else ""


RULES: tuple[Rule, ...] = (objective_metric_unknown, objective_direction, metric_channel_missing)
