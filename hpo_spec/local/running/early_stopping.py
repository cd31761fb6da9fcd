"""Which running training jobs are not worth going on with: pure functions of the objective's values so far.

A curve is the objective's values of one training job in the order in which they were logged: one for each epoch.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import Any

from hpo_spec.local import autotune

Curve = Sequence[float]
Rule = Callable[[Curve, Sequence[Curve]], bool]
"""Whether the job with the first curve is to stop, given those of the others."""

_MOST_COMPLETED = 10
_LEAST_EPOCHS = 2
_SHARE_OF_EPOCHS = 0.3
REDUCTION_FACTOR = 3
_EPOCHS = ("epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs")


def stops_below_median(curve: Curve, ended: Sequence[Curve], *, maximize: bool, max_jobs: int) -> bool:
    """The median rule of SageMaker's early stopping `Auto`, given the running averages of the jobs that have ended.

    After an epoch, a job stops whose objective is worse than the median of the other jobs' running averages up to that
    epoch. AWS does not say from when on it holds: here after 10 jobs, or half of `max_jobs` if that is less, and after
    0.3 times the epochs that they usually took.
    """
    epoch = len(curve)
    if len(ended) < min(_MOST_COMPLETED, max(1, max_jobs // 2)):
        return False
    if epoch < max(_LEAST_EPOCHS, _SHARE_OF_EPOCHS * statistics.median(map(len, ended))):
        return False
    reached = [averages[epoch - 1] for averages in ended if len(averages) >= epoch]
    return bool(reached) and _is_worse(curve[-1], statistics.median(reached), maximize)


def stops_at_rung(
    curve: Curve, others: Sequence[Curve], *, maximize: bool, min_resource: int, max_resource: int
) -> bool:
    """Hyperband as SageMaker has it: asynchronous successive halving that stops jobs and never resumes one.

    At 1, 3, 9, ... times `min_resource` epochs a job goes on if it is in the best third of those that came so far. One
    that goes on after `max_resource` epochs has had its share.
    """
    epoch = len(curve)
    if epoch > max_resource:
        return True
    rung = min_resource
    while rung < epoch:
        rung *= REDUCTION_FACTOR
    if rung != epoch:
        return False
    at_rung = [other[epoch - 1] for other in others if len(other) >= epoch]
    return bool(at_rung) and _is_worse(curve[-1], _best_third([*at_rung, curve[-1]], maximize), maximize)


def running_averages(curve: Curve) -> list[float]:
    """After each epoch, the mean of the objective up to then."""
    return [total / epoch for epoch, total in enumerate(accumulate(curve), start=1)]


def early_stopping_rule(request: Mapping[str, Any], static: Mapping[str, str], *, maximize: bool) -> Rule | None:
    """The rule that a tuning job asks for, if any."""
    config = request["HyperParameterTuningJobConfig"]
    if config["Strategy"] == "Hyperband":
        given = config.get("StrategyConfig", {}).get("HyperbandStrategyConfig", {})
        most = given.get("MaxResource") or resource_of(static)
        return partial(
            stops_at_rung, maximize=maximize, min_resource=given.get("MinResource", 1), max_resource=most or 1 << 62
        )
    default = "Auto" if autotune.is_on(request) else "Off"
    if config.get("TrainingJobEarlyStoppingType", default) == "Auto":
        max_jobs = config["ResourceLimits"].get("MaxNumberOfTrainingJobs", 2 * _MOST_COMPLETED)
        return partial(stops_below_median, maximize=maximize, max_jobs=max_jobs)
    return None


def resource_of(static: Mapping[str, str]) -> int | None:
    """How many epochs the static hyperparameters ask for."""
    given = next((static[name] for name in _EPOCHS if name in static), "")
    return int(given) if given.isdecimal() else None


def _best_third(values: Sequence[float], maximize: bool) -> float:
    """The value that a third of all are at least as good as, interpolated between neighbours."""
    ordered = sorted(values, reverse=maximize)
    place = (len(ordered) - 1) / REDUCTION_FACTOR
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _is_worse(value: float, other: float, maximize: bool) -> bool:
    return value < other if maximize else value > other
