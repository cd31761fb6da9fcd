"""Rules about the strategy Grid: ranges of choices, and as many training jobs as there are combinations."""

from __future__ import annotations

from collections.abc import Iterator

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, only, rule
from hpo_spec.lint.search_space import Combinations, combinations
from hpo_spec.lint.view import RangeAt, View
from hpo_spec.spec import Categorical, Continuous, Integer

_HOW_IT_WORKS = "Developer guide, automatic-model-tuning-how-it-works"
_DEFINE_RANGES = "Developer guide, automatic-model-tuning-define-ranges"
_LIMITS = "Developer guide, automatic-model-tuning-limits"
_MAX_JOBS: Path = ("tuning", "limits", "max_jobs")
_MOST_COMBINATIONS = 750
_MOST_VALUES = 30
"""Of a categorical range."""
_FEW_VALUES = 8
"""So many are written out in a help text."""


@rule(
    "grid-non-categorical",
    Severity.ERROR,
    "With the strategy Grid, all ranges are categorical.",
    why="Grid goes through values that are listed, and SageMaker refuses ranges of numbers with it.",
    source=f"{_HOW_IT_WORKS}; {_DEFINE_RANGES}",
)
def grid_non_categorical(view: View) -> Iterator[Problem]:
    for item in view.ranges if view.spec.tuning.strategy == "Grid" else ():
        if isinstance(item.range, (Continuous, Integer)):
            help = f"Make it categorical and list its values{_listed(item)}, or choose another strategy."
            yield Problem((*item.path, "type"), f"Grid takes no {item.range.type} ranges", help)


@rule(
    "grid-max-jobs-mismatch",
    Severity.ERROR,
    "With the strategy Grid, `max_jobs` is the number of combinations, or is left out.",
    why="Grid runs each combination once: a number beside that can only contradict it.",
    source=f"{_HOW_IT_WORKS}; {_DEFINE_RANGES}",
)
def grid_max_jobs_mismatch(view: View) -> Iterator[Problem]:
    jobs, found = view.spec.tuning.limits.max_jobs, _grid(view)
    if jobs is not None and found and found.total <= _MOST_COMBINATIONS and jobs != found.total:
        help = "Leave it out: SageMaker counts the combinations itself."
        yield Problem(_MAX_JOBS, f"is {jobs:,}, but the ranges have {found.words}", help)


@rule(
    "grid-over-750",
    Severity.ERROR,
    f"With the strategy Grid, there are at most {_MOST_COMBINATIONS} combinations.",
    why="That many training jobs are the most that SageMaker runs for a grid, and the quota cannot be raised.",
    source=_LIMITS,
)
def grid_over_750(view: View) -> Iterator[Problem]:
    tuning, found = view.spec.tuning, _grid(view)
    if found and found.total > _MOST_COMBINATIONS:
        path: Path = view.ranges[0].path[:-1] if len(view.jobs) == 1 else ("training_jobs",)
        message = f"there are {found.words}, at most {_MOST_COMBINATIONS} are allowed"
        yield Problem(path, message, "List fewer values, or choose the strategy Random.", on_key=True)
    elif tuning.strategy == "Grid" and not found and (tuning.limits.max_jobs or 0) > _MOST_COMBINATIONS:
        message = f"is {tuning.limits.max_jobs:,}, but a grid has at most {_MOST_COMBINATIONS} combinations"
        yield Problem(_MAX_JOBS, message, "Leave it out: SageMaker counts the combinations itself.")


@rule(
    "grid-enumeration-hint",
    Severity.INFO,
    "A search that runs as many training jobs as there are combinations has the strategy Grid.",
    why="Grid runs each combination once; numbers are listed for it as categorical values.",
    source=f"{_DEFINE_RANGES}; {_LIMITS}",
    basis=Basis.LIKELY,
)
def grid_enumeration_hint(view: View) -> Iterator[Problem]:
    tuning, found = view.spec.tuning, combinations(view)
    is_short = all(item.size <= _MOST_VALUES for item in view.ranges)
    if tuning.strategy == "Grid" or not found or found.total != tuning.limits.max_jobs or not is_short:
        return
    if 1 < found.total <= _MOST_COMBINATIONS:
        numbers = [f"{item.name}{_listed(item)}" for item in view.ranges if _listed(item)]
        help = f"For it, list the values of {'; '.join(numbers)}." if numbers else ""
        yield Problem(("tuning", "strategy"), f"Grid would run just these {found.words}, each once", help)


@rule(
    "non-grid-max-jobs-missing",
    Severity.ERROR,
    "`max_jobs` is given, but for the strategy Grid and for Autotune.",
    why="It is optional in the API's model, but only Grid and Autotune find the number of training jobs themselves.",
    source=f"{_HOW_IT_WORKS}; sagemaker-python-sdk; terraform-provider-aws acceptance tests",
    basis=Basis.LIKELY,
)
def non_grid_max_jobs_missing(view: View) -> Iterator[Problem]:
    tuning = view.spec.tuning
    if tuning.limits.max_jobs is None and tuning.strategy != "Grid" and not view.spec.autotune:
        help = "Write how many training jobs to run in all, such as 50."
        yield Problem(_MAX_JOBS, f"{tuning.strategy} search does not know how many training jobs to run", help)


def _grid(view: View) -> Combinations | None:
    """The combinations of a grid; `None` if another rule has to be kept first."""
    is_grid = view.spec.tuning.strategy == "Grid" and all(isinstance(item.range, Categorical) for item in view.ranges)
    return combinations(view) if is_grid else None


def _listed(item: RangeAt) -> str:
    """The few values of an integer range, as they are listed for Grid."""
    if not isinstance(item.range, Integer) or not item.bounds or not 0 < item.size <= _MOST_VALUES:
        return ""
    low, high = map(int, item.bounds)
    return f", from {low} to {high}" if item.size > _FEW_VALUES else f", {list(range(low, high + 1))}"


def _is_grid(view: View) -> bool:
    return view.spec.tuning.strategy == "Grid"


RULES: tuple[Rule, ...] = (
    grid_enumeration_hint,
    non_grid_max_jobs_missing,
    *only(
        _is_grid,
        grid_non_categorical,
        grid_max_jobs_mismatch,
        grid_over_750,
    ),
)
