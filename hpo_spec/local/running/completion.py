"""When a tuning job is done: pure functions of what its training jobs came to, in the order in which they ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hpo_spec.local.state.status import JobStatus

_SIGNIFICANT = 0.01
"""The share by which a new best must be better than the last to count as an improvement."""
_LEAST_JOBS_TO_CONVERGE = 10
_JOBS_PER_RANGE = 3
_MOST_FAILURES = 5
NO_SUCCESS = (
    "No training job succeeded after 5 attempts. For additional details, please take a look at the training job "
    "failures by listing training jobs for the hyperparameter tuning job."
)
ALL_FAILED = "All training jobs failed. Please take a look at the training job failures to get more details."

NO_OBJECTIVE = (
    "(None of them logged the objective metric: does its regular expression match a line that the training jobs print?)"
)


class Outcome(NamedTuple):
    """What a training job came to."""

    status: JobStatus
    objective: float | None

    @property
    def has_succeeded(self) -> bool:
        """Whether it counts for the tuning job: it has an objective."""
        return self.objective is not None and self.status is not JobStatus.FAILED


class Criteria(NamedTuple):
    """What ends a tuning job, beside its number of training jobs and its time."""

    maximize: bool
    target: float | None = None
    most_not_improving: int | None = None
    converges_after: int | None = None
    """The number of training jobs without a significant improvement that counts as converged."""

    @classmethod
    def of(cls, config: Mapping[str, Any], *, maximize: bool, ranges: int) -> Criteria:
        """From the API's `HyperParameterTuningJobConfig`, with how many `ranges` are searched."""
        given = config.get("TuningJobCompletionCriteria", {})
        converges = given.get("ConvergenceDetected", {}).get("CompleteOnConvergence") == "Enabled"
        return cls(
            maximize,
            given.get("TargetObjectiveMetricValue"),
            given.get("BestObjectiveNotImproving", {}).get("MaxNumberOfTrainingJobsNotImproving"),
            max(_LEAST_JOBS_TO_CONVERGE, _JOBS_PER_RANGE * ranges) if converges else None,
        )

    def are_met(self, outcomes: Sequence[Outcome]) -> bool:
        """Whether one of them is."""
        values = [item.objective for item in outcomes if item.has_succeeded and item.objective is not None]
        reached = self.target is not None and any(self._reaches(value, self.target) for value in values)
        return reached or self._is_stuck(values) or self.has_converged(outcomes)

    def has_converged(self, outcomes: Sequence[Outcome]) -> bool:
        """Whether the last training jobs brought nothing, which is what AWS calls convergence as far as is known."""
        return self.converges_after is not None and not_improving(outcomes, self.maximize) >= self.converges_after

    def _is_stuck(self, values: Sequence[float]) -> bool:
        return self.most_not_improving is not None and _since_best(values, self.maximize) >= self.most_not_improving

    def _reaches(self, value: float, target: float) -> bool:
        return value >= target if self.maximize else value <= target


def not_improving(outcomes: Sequence[Outcome], maximize: bool) -> int:
    """How many training jobs with an objective came since the best one improved by 1 % or more."""
    return _since_best(
        [item.objective for item in outcomes if item.has_succeeded and item.objective is not None], maximize
    )


def failure_of(outcomes: Sequence[Outcome], *, is_last: bool) -> str:
    """Why a tuning job cannot succeed: five training jobs failed, or with `is_last` all, and none succeeded."""
    if any(item.has_succeeded for item in outcomes):
        return ""
    hint = "" if any(item.status is JobStatus.FAILED for item in outcomes) else f" {NO_OBJECTIVE}"
    failed = sum(item.status in (JobStatus.FAILED, JobStatus.COMPLETED) for item in outcomes)
    if failed >= _MOST_FAILURES:
        return NO_SUCCESS + hint
    return ALL_FAILED + hint if is_last and failed and failed == len(outcomes) else ""


def _since_best(values: Sequence[float], maximize: bool) -> int:
    best, since = None, 0
    for value in values:
        gain = 0.0 if best is None else (value - best) * (1 if maximize else -1)
        if best is None or (gain >= _SIGNIFICANT * abs(best) and gain > 0):
            best, since = value, 0
        else:
            since += 1
    return since
