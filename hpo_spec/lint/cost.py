"""The most that a tuning job can use, in instance-hours: prices differ by account, region and month.

Two things bound it: the training jobs with the runtime of each, and the tuning job's own runtime with the training
jobs at a time. Knows no prices and no wording.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import NamedTuple

from hpo_spec.finding import format_path
from hpo_spec.lint.search_space import sizes
from hpo_spec.lint.view import Job, View
from hpo_spec.spec import Categorical


class CostBound(NamedTuple):
    """The most that the training jobs of one tuning job use together."""

    instances: dict[str, int]
    """What one training job uses, by instance type; alternatives are one entry: `ml.m5.xlarge or ml.c5.xlarge`."""
    training_jobs: int
    """How many there are in all; with `is_wall_clock`, at a time."""
    runtime_s: int
    """How long each may run; with `is_wall_clock`, the tuning job."""
    is_wall_clock: bool
    """Whether the tuning job's `max_runtime` with `max_parallel_jobs` is the smaller bound."""
    is_default_runtime: bool
    """Whether a training job may run for a day only because nothing else is said."""
    definition: str | None
    """Which of several definitions uses the most, unless all use the same."""

    @property
    def instance_seconds(self) -> dict[str, int]:
        """By instance type, exactly."""
        return {type: self.training_jobs * count * self.runtime_s for type, count in self.instances.items()}

    @property
    def instance_hours(self) -> dict[str, float]:
        """By instance type."""
        return {type: seconds / 3600 for type, seconds in self.instance_seconds.items()}


class _Use:
    """What one training job of a definition uses."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.instances = _instances(job)
        self.runtime_s = job.runtime_s
        self.is_default_runtime = job.max_runtime is None
        self.instance_count = sum(self.instances.values())

    @property
    def name(self) -> str:
        """What to call the definition."""
        return self._job.definition.name or format_path(self._job.path)

    def is_like(self, other: _Use) -> bool:
        """Whether it uses the same, for as long, and for the same reason."""
        mine = (self.instances, self.runtime_s, self.is_default_runtime)
        return mine == (other.instances, other.runtime_s, other.is_default_runtime)


def cost_bound(view: View) -> CostBound | None:
    """The bound; `None` if nothing bounds the job, or a definition does not say what instances it uses.

    Definitions share the training jobs, so that at worst all of them are of the one that uses the most.
    """
    uses = [_Use(job) for job in view.jobs]
    if not uses or not all(use.instance_count for use in uses):
        return None
    limits, jobs = view.spec.tuning.limits, training_jobs(view)
    bounds = []
    if jobs is not None:
        most = max(uses, key=lambda use: use.instance_count * use.runtime_s)
        name = most.name if not all(use.is_like(most) for use in uses) else None
        bounds.append(CostBound(most.instances, jobs, most.runtime_s, False, most.is_default_runtime, name))
    if limits.max_runtime is not None:
        most = max(uses, key=lambda use: use.instance_count)
        name = most.name if any(use.instances != most.instances for use in uses) else None
        at_a_time = min(jobs or limits.max_parallel_jobs, limits.max_parallel_jobs)
        bounds.append(CostBound(most.instances, at_a_time, limits.max_runtime, True, False, name))
    return min(bounds, key=lambda bound: sum(bound.instance_seconds.values()), default=None)


def training_jobs(view: View) -> int | None:
    """How many training jobs there are at most: under Grid, by default as many as combinations."""
    tuning = view.spec.tuning
    if tuning.limits.max_jobs is not None or tuning.strategy != "Grid" or view.spec.autotune:
        return tuning.limits.max_jobs
    total = 0
    for job in view.jobs:
        counts = sizes(job) if all(isinstance(item.range, Categorical) for item in job.ranges) else None
        if counts is None:
            return None
        total += math.prod(counts)
    return total or None


def _instances(job: Job) -> dict[str, int]:
    """By type, the instances of one training job: empty if it does not say them all."""
    if len(job.instances) == 1 and not job.instances[0].is_choice:
        (only,) = job.instances
        return {only.type: only.count} if only.type and only.count else {}
    choices = [item for item in job.instances if item.is_choice]
    fixed = [item for item in job.instances if not item.is_choice]
    if choices:
        types = dict.fromkeys(item.type for item in choices if item.type)
        shared = sum(item.count or 0 for item in fixed)
        counts = [item.count or shared for item in choices]
        return {" or ".join(types): max(counts)} if all(counts) else {}
    by_type: Counter[str] = Counter()
    for item in fixed:
        if item.type is None or item.count is None:
            return {}
        by_type[item.type] += item.count
    return {type: count for type, count in by_type.items() if count}
