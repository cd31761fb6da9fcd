"""Rules about the objective and the metrics that a training job reports."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.facts.image_registry import ACCOUNTS, IMAGES
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.metric_names import direction_of
from hpo_spec.lint.resources import has_conflict
from hpo_spec.lint.rule import Basis, Problem, Rule, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import BuiltIn, Objective
from hpo_spec.validation import suggest

_DEFINE_METRICS = "Developer guide, automatic-model-tuning-define-metrics-variables"
_NO_METRIC = (
    "A metric is required for this hyperparameter tuning job objective. Provide a metric in the metric definitions."
)
_MOST_METRICS = 20
_METRIC_EXAMPLE = "validation:loss: 'val_loss=([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?)'"


@rule(
    "objective-required",
    Severity.ERROR,
    "A tuning job has an `objective`; with `training_jobs`, each of them.",
    why="The API's model marks it as optional, but SageMaker refuses a job that it cannot compare the trials of.",
    source="terraform-provider-aws acceptance tests",
    basis=Basis.LIKELY,
)
def objective_required(view: View) -> Iterator[Problem]:
    # the guide to Autotune says that it chooses an objective too; no such request has been seen
    severity = Severity.WARNING if view.spec.autotune else None
    is_single = not view.spec.training_jobs
    for job in view.jobs:
        if job.objective is None:
            path = ("tuning", "objective") if is_single else (*job.path, "objective")
            help = "Write the metric to optimise, and whether to Minimize or to Maximize it."
            yield Problem(path, "nothing says which trial is the best", help, severity)


@rule(
    "custom-image-no-metrics",
    Severity.ERROR,
    "An image of one's own, or of a framework, has `metrics`.",
    why="SageMaker knows the metrics of its own algorithms only: of any other image it has to be told where the log "
    "has them.",
    source=f"{_DEFINE_METRICS}; Developer guide, automatic-model-tuning-ex-tuning-job",
    server_message=_NO_METRIC,
)
def custom_image_no_metrics(view: View) -> Iterator[Problem]:
    for job in _with_own_image(view):
        if not job.definition.algorithm.metrics:
            help = f"Write a metric's name and the regex that finds its value, such as {_METRIC_EXAMPLE}."
            yield Problem((*job.path, "algorithm", "metrics"), "SageMaker does not know this image's metrics", help)


@rule(
    "objective-metric-undefined",
    Severity.ERROR,
    "The objective of an image of one's own is one of its `metrics`.",
    why="SageMaker looks for the objective among the metric definitions, letter by letter, and refuses the job.",
    source=(
        f"github.com/aws/amazon-sagemaker-examples issue 1207; github.com/aws/sagemaker-python-sdk issue 3932; "
        f"{_DEFINE_METRICS}"
    ),
    server_message=_NO_METRIC,
)
def objective_metric_undefined(view: View) -> Iterator[Problem]:
    for job, path, objective in _own_objectives(view):
        if _is_undefined(job, objective):
            metrics = list(job.definition.algorithm.metrics or {})
            help = suggest(objective.metric, metrics) or f"Defined are {', '.join(map(repr, metrics))}."
            yield Problem((*path, "metric"), f"{objective.metric!r} is not among the `metrics`", help)


@rule(
    "objective-direction-suspect",
    Severity.WARNING,
    "The objective of an image of one's own is optimised the way that its name suggests.",
    why="The job would look for the worst model, and would find it.",
    source="inferred from the metric's name",
    basis=Basis.LIKELY,
)
def objective_direction_suspect(view: View) -> Iterator[Problem]:
    for job, path, objective in _own_objectives(view):
        direction = None if _is_undefined(job, objective) else direction_of(objective.metric)
        if direction and direction != objective.type:
            better = "higher" if direction == "Maximize" else "lower"
            help = f"Write {direction}, unless the name means something else."
            yield Problem((*path, "type"), f"{objective.metric!r} is better the {better}, by its name", help)


@rule(
    "metric-count-over-20",
    Severity.WARNING,
    f"A training job has at most {_MOST_METRICS} metrics.",
    why="The page of quotas allows 20 for a tuning job, the API's model 40: more than 20 may be refused.",
    source=f"Developer guide, automatic-model-tuning-limits; {_DEFINE_METRICS}; API reference, MetricDefinitionList",
)
def metric_count_over_20(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        count = len(job.definition.algorithm.metrics or {})
        if count > _MOST_METRICS:
            message = f"there are {count} metrics, and the documented quota is {_MOST_METRICS}"
            help = "Keep the objective, and those that you look at."
            yield Problem((*job.path, "algorithm", "metrics"), message, help, on_key=True)


@rule(
    "distributed-duplicate-metric",
    Severity.WARNING,
    "A training job whose program logs the objective runs on one instance.",
    why="Each instance logs the objective, and the value that comes last counts; early stopping and Hyperband may stop "
    "a trial for the copies.",
    source=(
        "Developer guide, automatic-model-tuning-considerations; API reference, HyperbandStrategyConfig.MaxResource"
    ),
)
def distributed_duplicate_metric(view: View) -> Iterator[Problem]:
    for job in _with_own_image(view):
        if job.instance_count > 1 and not has_conflict(job):
            message = (
                f"the objective may be logged by each of {job.instance_count} instances, and the last value counts"
            )
            help = "Let the program log it on the first instance only, and then ignore this rule."
            yield Problem(_count_path(job), message, help, on_key=_count_path(job)[-1] != "instance_count")


def _with_own_image(view: View) -> list[Job]:
    """The definitions that run an image whose metrics SageMaker does not know."""
    return [job for job in view.jobs if _has_own_image(job)]


def _has_own_image(job: Job) -> bool:
    algorithm = job.definition.algorithm
    if isinstance(algorithm, BuiltIn) or algorithm.arn or not algorithm.image or job.built_in:
        return False
    return not (job.image and _may_be_built_in(job.image.repository, job.image.account, job.image.region))


def _may_be_built_in(repository: str, account: str, region: str) -> bool:
    """Whether an image could be a built-in algorithm's, of a version or in a region newer than this release."""
    groups = {group for versions in IMAGES.values() for name, _, group in versions.values() if name == repository}
    return any(ACCOUNTS[group].get(region, account) == account for group in groups)


def _own_objectives(view: View) -> Iterator[tuple[Job, Path, Objective]]:
    """The objectives of images of one's own, each of them once."""
    seen: set[Path] = set()
    for job in _with_own_image(view):
        if job.objective and job.objective[0] not in seen:
            seen.add(job.objective[0])
            yield job, *job.objective


def _is_undefined(job: Job, objective: Objective) -> bool:
    """Whether some metrics are defined, but not the objective's."""
    metrics = job.definition.algorithm.metrics or {}
    return bool(metrics) and objective.metric not in metrics


def _count_path(job: Job) -> Path:
    """Where it is said that there are several instances."""
    several = [item for item in job.instances if (item.count or 0) > 1]
    return (*several[0].path, "instance_count") if several else job.instances[0].path[:-1]


RULES: tuple[Rule, ...] = (
    objective_required,
    custom_image_no_metrics,
    objective_metric_undefined,
    objective_direction_suspect,
    metric_count_over_20,
    distributed_duplicate_metric,
)
