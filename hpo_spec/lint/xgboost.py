"""Rules about the built-in XGBoost alone: what of it depends on something else, as its container has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hpo_spec.facts.images import nearest_first
from hpo_spec.facts.instance_types import has_no_gpu
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import BuiltIn
from hpo_spec.validation import suggest

if TYPE_CHECKING:
    from hpo_spec.facts.algorithm import Metric

_CONTAINER = "github.com/aws/sagemaker-xgboost-container, algorithm_mode/hyperparameter_validation.py"
_WITH_THRESHOLD = ("error", "ndcg", "map")
_TREE_METHODS = {"monotone_constraints": ("exact", "hist"), "interaction_constraints": ("exact", "hist", "approx")}
_TYPES = {
    **dict.fromkeys(("csv", "text/csv"), "text/csv"),
    **dict.fromkeys(("libsvm", "text/libsvm", "text/x-libsvm"), "text/libsvm"),
    **dict.fromkeys(("parquet", "application/x-parquet"), "application/x-parquet"),
    **dict.fromkeys(("recordio-protobuf", "application/x-recordio-protobuf"), "application/x-recordio-protobuf"),
}
"""What the container takes as a content type, and which of them are the same."""
_MULTI = ("multi:softmax", "multi:softprob")


class _Run:
    """A built-in XGBoost that runs no script of the user's, and what it gets."""

    def __init__(self, job: Job, version: str) -> None:
        self.job, self.version = job, version

    @property
    def metrics(self) -> dict[str, Metric]:
        """The evaluation metrics that this version has."""
        known = self.job.algorithm.metrics if self.job.algorithm else {}
        return {name.partition(":")[2]: metric for name, metric in known.items()}

    @property
    def tuned(self) -> set[str]:
        return {item.name for item in self.job.ranges}

    def knows(self, name: str) -> bool:
        """Whether this version has the hyperparameter: where it has not, another rule says so."""
        return self.job.algorithm is not None and name in self.job.algorithm.hyperparameters

    def path(self, name: str) -> Path:
        return (*self.job.path, "static_hyperparameters", name)


@rule(
    "xgboost-num-class-missing",
    Severity.ERROR,
    "XGBoost with a `multi:` objective gets `num_class`.",
    why="The container refuses the hyperparameters of every trial.",
    source=_CONTAINER,
    server_message="Require input for parameter 'num_class' for multi-classification",
)
def num_class_missing(view: View) -> Iterator[Problem]:
    for run in _runs(view):
        objective = run.job.static.get("objective")
        if objective in _MULTI and "num_class" not in run.job.static and "num_class" not in run.tuned:
            help = "Add `num_class`, the number of classes."
            yield Problem(run.path("objective"), f"{objective} needs num_class, which is not given", help)


@rule(
    "xgboost-eval-metric",
    Severity.ERROR,
    "XGBoost's `eval_metric` lists metrics that it has, and that go with the `objective`.",
    why="The container refuses the hyperparameters of every trial. From version 1.2-1 on, an `eval_metric` without an "
    "explicit `objective` crashes its check.",
    source=_CONTAINER,
    server_message="Metric 'auc' can only be applied for classification and ranking problems.",
)
def eval_metric(view: View) -> Iterator[Problem]:
    for run in _runs(view):
        given = run.job.static.get("eval_metric")
        if given is None:
            continue
        names = list(dict.fromkeys(given.split(",")))
        objective = run.job.static.get("objective")
        if objective is None and "objective" not in run.tuned and (_is_since(run, "1.2-1") or "auc" in names):
            help = "Give it, such as reg:squarederror, XGBoost's default."
            yield Problem(run.path("eval_metric"), "it cannot be checked without an explicit objective", help)
            continue
        for name in names:
            problem = _metric_problem(run, name, objective)
            if problem:
                yield Problem(run.path("eval_metric"), *problem)


@rule(
    "xgboost-constraints-tree-method",
    Severity.ERROR,
    "XGBoost's constraints come with a `tree_method` that knows them.",
    why="The container refuses the hyperparameters of every trial, also where `tree_method` is left to its default.",
    source=_CONTAINER,
    server_message="monotone_constraints can be used only when the tree_method parameter is set to either 'exact' or "
    "'hist'.",
)
def constraints_tree_method(view: View) -> Iterator[Problem]:
    for run in _runs(view):
        method = run.job.static.get("tree_method")
        for name, methods in _TREE_METHODS.items():
            is_open = method not in methods and "tree_method" not in run.tuned
            if name in run.job.static and run.knows(name) and is_open:
                given = f"is {method}" if method else "is not given"
                message = f"it needs a tree_method of {' or '.join(methods)}, which {given}"
                yield Problem(run.path(name), message, "Write `tree_method: hist`.", on_key=True)


@rule(
    "xgboost-gpu-hist-gone",
    Severity.ERROR,
    "XGBoost from 3.2-0 on is told to use a GPU in another way than `tree_method: gpu_hist`.",
    why="The container still lets it through, and XGBoost 3.2 itself then refuses it.",
    source="xgboost 3.2.0, run with the container's own checks",
    basis=Basis.LIKELY,
    server_message="Invalid Input: 'gpu_hist', valid values are: {'approx', 'auto', 'exact', 'hist'}",
)
def gpu_hist_gone(view: View) -> Iterator[Problem]:
    for run in _runs(view):
        if run.version == "3.2-0" and run.job.static.get("tree_method") == "gpu_hist":
            yield Problem(run.path("tree_method"), "XGBoost 3.2 has no gpu_hist", "Write hist.")


@rule(
    "xgboost-update-process",
    Severity.ERROR,
    "XGBoost with `process_type: update` uses the updaters refresh and prune only.",
    why="The container refuses the hyperparameters of every trial.",
    source=_CONTAINER,
    server_message="process_type 'update' can only be used with updater 'refresh' and 'prune'",
)
def update_process(view: View) -> Iterator[Problem]:
    for run in _runs(view):
        updaters = run.job.static.get("updater", "").split(",")
        others = [name for name in updaters if name and name not in ("refresh", "prune")]
        if others and run.job.static.get("process_type") == "update":
            message = f"{', '.join(others)} cannot be used with process_type update"
            yield Problem(run.path("updater"), message, "Keep refresh and prune only.")


@rule(
    "xgboost-first-version",
    Severity.WARNING,
    "The built-in XGBoost has a `version` of its own, neither `1` nor `latest`.",
    why="Both are one image with XGBoost 0.72, the first that SageMaker had: `latest` has not moved since. Its "
    "documentation advises against both.",
    source="Developer guide, sagemaker-algo-docker-registry-paths",
)
def first_version(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if job.built_in and job.built_in.name == "xgboost" and job.built_in.version == "1":
            member = "version" if isinstance(job.definition.algorithm, BuiltIn) else "image"
            message = "it is XGBoost 0.72, the first that SageMaker had"
            yield Problem((*job.path, "algorithm", member), message, "Choose a later version, such as 3.2-0.")


@rule(
    "xgboost-gpu-hist-without-gpu",
    Severity.WARNING,
    "XGBoost with `tree_method: gpu_hist` gets an instance type that has a GPU.",
    why="That method is there for GPUs alone: where there is none, training fails.",
    source="Developer guide, xgboost; xgboost.readthedocs.io, gpu",
    basis=Basis.LIKELY,
)
def gpu_hist_without_gpu(view: View) -> Iterator[Problem]:
    for run in _runs(view):
        if run.job.static.get("tree_method") == "gpu_hist" and run.version != "3.2-0":
            without = [item.type for item in run.job.instances if item.type and has_no_gpu(item.type)]
            if without:
                message = f"gpu_hist needs a GPU, and {without[0]} has none"
                yield Problem(run.path("tree_method"), message, "Write hist, or choose a type such as ml.g5.xlarge.")


@rule(
    "xgboost-content-types-differ",
    Severity.ERROR,
    "XGBoost's `train` and `validation` have the same content type.",
    why="The container reads both as what `train` has, or as libsvm where that has none, whatever `validation` says.",
    source=_CONTAINER.replace("algorithm_mode/hyperparameter_validation.py", "training.py"),
    basis=Basis.LIKELY,
)
def content_types_differ(view: View) -> Iterator[Problem]:
    for run in _runs(view):
        train, validation = (run.job.channels.get(name) for name in ("train", "validation"))
        if run.version == "1" or train is None or validation is None or validation.content_type is None:
            continue
        first, second = (_TYPES.get(text) for text in (train.content_type or "libsvm", validation.content_type))
        if first and second and first != second:
            said = f"is {train.content_type}" if train.content_type else "has none, which stands for libsvm"
            message = f"it is {validation.content_type}, but that of train {said}, and counts for both"
            path = (*run.job.path, "inputs", "validation", "content_type")
            yield Problem(path, message, "Give both channels data of one content type.")


def _runs(view: View) -> Iterator[_Run]:
    for job in view.jobs:
        if job.built_in and job.built_in.name == "xgboost" and not job.runs_script:
            yield _Run(job, job.built_in.version)


def _is_since(run: _Run, version: str) -> bool:
    """Whether it runs this version or a later one; the image of version 1 is older than all others."""
    order = run.job.algorithm.versions if run.job.algorithm else ()
    return run.version in order and order.index(run.version) >= order.index(version)


def _metric_problem(run: _Run, name: str, objective: str | None) -> tuple[str, str] | None:
    """What is wrong with one evaluation metric, and what to do."""
    plain, at, _ = name.partition("@")
    if plain in run.metrics and run.metrics[plain].needs_number:
        help = "Remove it: with the objective reg:tweedie it is computed anyway."
        return f"XGBoost takes {plain} only with a number after `@`, which the container refuses", help
    if at and plain not in _WITH_THRESHOLD:
        return f"{name!r} has a threshold, which only {', '.join(_WITH_THRESHOLD)} take", f"Write {plain!r}."
    if plain not in run.metrics:
        help = suggest(plain, run.metrics) or f"It has {', '.join(nearest_first(plain, run.metrics))}."
        blank = " (mind the blank: the list is split at commas only)" if name != name.strip() else ""
        return f"{run.job.algorithm_name} has no evaluation metric {name!r}{blank}", help
    if objective and name == "auc" and not objective.startswith(("binary:", "rank:")):
        return f"auc does not go with the objective {objective}", "Use a binary: or rank: objective, or another metric."
    if objective and name == "aft-nloglik" and objective != "survival:aft":
        return f"aft-nloglik does not go with the objective {objective}", "It goes with survival:aft only."
    return None


def _has_built_in(view: View) -> bool:
    return any(job.built_in for job in view.jobs)


def _is_xgboost(view: View) -> bool:
    return any(True for _ in _runs(view))


RULES: tuple[Rule, ...] = (
    *only(
        _is_xgboost,
        num_class_missing,
        eval_metric,
        constraints_tree_method,
        gpu_hist_gone,
        gpu_hist_without_gpu,
        update_process,
        content_types_differ,
    ),
    *only(_has_built_in, first_version),
)
