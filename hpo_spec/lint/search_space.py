"""Rules about all ranges together: how many there are, and how many combinations they have."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.rule import Basis, Problem, Rule, rule
from hpo_spec.lint.view import Job, RangeAt, View, whole_of
from hpo_spec.spec import Categorical, Integer

_DEFINE_RANGES = "Developer guide, automatic-model-tuning-define-ranges"
_MOST_RANGES = 30
_MOST_HYPERPARAMETERS = 100
_INJECTED = "_tuning_objective_metric"
_MANY = 10
_JOBS_PER_RANGE = 5
_MOST_SHOWN = 10**15
"""A number of combinations above it is given by its magnitude."""
_MAX_JOBS = ("tuning", "limits", "max_jobs")


def sizes(job: Job) -> list[int] | None:
    """How many values each of a definition's ranges has; `None` if one cannot be counted, or there is none."""
    found: list[int] = []
    for item in job.ranges:
        size = _size(item)
        if size is None:
            return None
        found.append(size)
    return found or None


def _size(item: RangeAt) -> int | None:
    if isinstance(item.range, Categorical):
        return len(set(item.values))
    if not isinstance(item.range, Integer):
        return None
    low, high = whole_of(item.range.min), whole_of(item.range.max)
    return None if low is None or high is None or low > high else high - low + 1


class Combinations(NamedTuple):
    """How many combinations all definitions have together, and how they are counted."""

    total: int
    counts: list[list[int]]
    """By definition, how many values each range has."""

    @property
    def words(self) -> str:
        """Such as `24 combinations (3 × 4 × 2 = 24)`, or just the magnitude of a large number."""
        if self.total > _MOST_SHOWN:
            return f"more than 10^{_magnitude(self.total)} combinations"
        terms = " + ".join(" × ".join(map(str, count)) for count in self.counts)
        counted = "" if terms == str(self.total) else f" ({terms} = {self.total})"
        return f"{self.total:,} combination{'s' * (self.total > 1)}{counted}"


def combinations(view: View) -> Combinations | None:
    """The combinations of all definitions; `None` where they cannot be counted."""
    if view.spec.autotune or not view.jobs:
        return None
    counts = [sizes(job) for job in view.jobs]
    known = [count for count in counts if count]
    return Combinations(sum(map(math.prod, known)), known) if len(known) == len(counts) else None


def _magnitude(number: int) -> int:
    """A power of ten that is below a number, be it too long to be written."""
    return math.floor((number.bit_length() - 1) * math.log10(2))


def is_thin(view: View) -> bool:
    """Whether there are few training jobs for as many ranges: fewer than 5 for each, and none of earlier jobs."""
    tuning, count = view.spec.tuning, len(view.ranges)
    jobs = tuning.limits.max_jobs
    if tuning.strategy == "Grid" or view.spec.warm_start or jobs is None:
        return False
    return count > 1 and jobs < _JOBS_PER_RANGE * count


def _place_of_ranges(view: View, job: Job) -> Path:
    """Where a definition's ranges stand, or should."""
    single = view.spec.training_jobs is None and not job.definition.ranges
    return ("tuning", "ranges") if single else (*job.path, "ranges")


@rule(
    "search-space-empty",
    Severity.ERROR,
    "There is a range to search, or Autotune chooses them.",
    why="Without one, all trials are the same.",
    source="sagemaker-python-sdk",
    basis=Basis.LIKELY,
)
def search_space_empty(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if not job.ranges and not view.spec.autotune:
            help = "Write the range of at least one hyperparameter, or `autotune: true`."
            yield Problem(_place_of_ranges(view, job), "there is no range, so there is nothing to tune", help)


@rule(
    "search-space-too-small",
    Severity.ERROR,
    "The ranges have at least as many combinations as there are training jobs.",
    why="SageMaker counts the combinations of integer and categorical values, and refuses a job that needs more.",
    source="github.com/aws/amazon-sagemaker-operator-for-k8s issue 123; github.com/syne-tune/syne-tune issue 415",
    server_message=(
        "You don't have enough combinations of hyperparameter ranges. The total number of hyperparameter combinations "
        "for the provided ranges [3.0] must be equal or greater than the value of MaxNumberOfJobs, [10]. "
        "Provide additional ranges."
    ),
)
def search_space_too_small(view: View) -> Iterator[Problem]:
    jobs, found = view.spec.tuning.limits.max_jobs, combinations(view)
    if jobs is None or found is None or view.spec.tuning.strategy == "Grid":
        return
    if found.total < jobs:
        message = f"is {jobs:,}, but the ranges have only {found.words}"
        yield Problem(_MAX_JOBS, message, f"Lower it to {found.total:,}, or widen the ranges.")


@rule(
    "range-count-over-30",
    Severity.ERROR,
    "There are at most 30 ranges, of all types together.",
    why="The API's model allows 30 of each type, but SageMaker searches 30 hyperparameters at most.",
    source=f"API reference, ParameterRanges; {_DEFINE_RANGES}",
)
def range_count_over_30(view: View) -> Iterator[Problem]:
    counts: dict[Path, Counter[str]] = {}
    for item in view.ranges if len(view.ranges) > _MOST_RANGES else ():
        if item.range.type != "auto":
            counts.setdefault(item.path[:-1], Counter())[item.range.type] += 1
    for path, types in counts.items():
        if types.total() > _MOST_RANGES:
            parts = " + ".join(f"{count} {type}" for type, count in types.items())
            message = f"there are {types.total()} ranges ({parts}), at most {_MOST_RANGES} are allowed"
            yield Problem(path, message, "Make the least important ones static.", on_key=True)


@rule(
    "total-hyperparameters-over-100",
    Severity.ERROR,
    "There are at most 99 hyperparameters, static and tuned ones together.",
    why="SageMaker allows 100, and one is its own: it passes the objective metric to the container.",
    source=_DEFINE_RANGES,
)
def total_hyperparameters_over_100(view: View) -> Iterator[Problem]:
    for job in view.jobs:
        if len(job.static) + len(job.ranges) < _MOST_HYPERPARAMETERS:
            continue
        tuned = {item.name for item in job.ranges}
        names = {*job.static, *tuned, _INJECTED}
        if len(names) > _MOST_HYPERPARAMETERS:
            at = (*job.path, "static_hyperparameters") if job.static else _place_of_ranges(view, job)
            message = (
                f"{len(names)} hyperparameters ({len(job.static)} static, {len(tuned)} tuned, and `{_INJECTED}`, "
                f"which SageMaker adds) are more than the {_MOST_HYPERPARAMETERS} that are allowed"
            )
            yield Problem(at, message, "Pass some of them in a file, or several in one value.", on_key=True)


@rule(
    "many-tunable-hyperparameters",
    Severity.INFO,
    "There are at most 10 ranges, and 5 training jobs or more for each.",
    why="The more hyperparameters are searched at once, the more training jobs it takes to find good values.",
    source="Developer guide, automatic-model-tuning-considerations",
)
def many_tunable_hyperparameters(view: View) -> Iterator[Problem]:
    if is_thin(view):
        count = len(view.ranges)
        message = f"is {view.spec.tuning.limits.max_jobs}, for {count} hyperparameters to tune"
        yield Problem(_MAX_JOBS, message, f"Raise it to {_JOBS_PER_RANGE * count} or more, or tune fewer of them.")
        return
    for job in view.jobs:
        if _MANY < len(job.ranges) <= _MOST_RANGES and view.spec.tuning.strategy != "Grid":
            message = f"{len(job.ranges)} hyperparameters are tuned together"
            help = "Keep those that matter most: the search converges sooner."
            yield Problem(_place_of_ranges(view, job), message, help, on_key=True)


RULES: tuple[Rule, ...] = (
    search_space_empty,
    search_space_too_small,
    range_count_over_30,
    total_hyperparameters_over_100,
    many_tunable_hyperparameters,
)
