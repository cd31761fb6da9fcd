"""Rules about hyperparameters of the built-in XGBoost that depend on each other, as its container checks them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hpo_spec.facts.images import nearest_first
from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.view import Job, View
from hpo_spec.validation import suggest

if TYPE_CHECKING:
    from hpo_spec.facts.algorithm import Metric

_CONTAINER = "github.com/aws/sagemaker-xgboost-container, algorithm_mode/hyperparameter_validation.py"
_WITH_THRESHOLD = ("error", "ndcg", "map")
_TREE_METHODS = {"monotone_constraints": ("exact", "hist"), "interaction_constraints": ("exact", "hist", "approx")}
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


def _is_xgboost(view: View) -> bool:
    return any(True for _ in _runs(view))


RULES: tuple[Rule, ...] = (
    *only(_is_xgboost, num_class_missing, eval_metric, constraints_tree_method, gpu_hist_gone, update_process),
)
