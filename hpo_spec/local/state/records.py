"""What is remembered of each job: plain values, one class for each table. Times are seconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from hpo_spec.local.state.status import JobStatus, ObjectiveStatus


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every resource has."""

    table: ClassVar[str]
    name: str
    region: str
    request: dict[str, Any]
    """The request that it was created with, times and texts as JSON holds them."""
    created: float
    modified: float
    status: JobStatus = JobStatus.IN_PROGRESS
    failure: str = ""
    started: float | None = None
    ended: float | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status.is_final


@dataclass(frozen=True, kw_only=True)
class TuningJob(Record):
    """A hyperparameter tuning job."""

    table: ClassVar[str] = "tuning_jobs"
    seed: int = 0
    """What all its draws are derived from: the request's `RandomSeed`, or one that was drawn when it was created."""
    max_parallel: int = 1
    """How many trials this machine runs at a time."""
    commands: dict[str, Any] = field(default_factory=dict)
    """By training job definition, the program that stands in for its image, and the folder it runs in."""
    converged: float | None = None
    not_improving: int | None = None
    starts: int = 0
    """How many processes began to run it since a trial of it ended: they must have died."""


@dataclass(frozen=True, kw_only=True)
class TrainingJob(Record):
    """A training job, alone or as a trial of a tuning job."""

    table: ClassVar[str] = "training_jobs"
    secondary: str = "Starting"
    transitions: list[list[Any]] = field(default_factory=list)
    """The secondary statuses: each with the time at which it began, and a message."""
    tuning_job: str = ""
    number: int = 0
    definition: str = ""
    tuned: dict[str, str] = field(default_factory=dict)
    objective_status: ObjectiveStatus = ObjectiveStatus.NONE
    objective: float | None = None
    retries: int = 0
    """How often it was begun again because whatever ran it had died."""
    stream: str = ""
    """The log stream that it writes now."""
    command: list[Any] = field(default_factory=list)
    """Of one that is no trial: the program that stands in for its image, and the folder it runs in."""


@dataclass(frozen=True, kw_only=True)
class TransformJob(Record):
    """A batch transform job."""

    table: ClassVar[str] = "transform_jobs"
    stream: str = ""


@dataclass(frozen=True, kw_only=True)
class Model(Record):
    """A model."""

    table: ClassVar[str] = "models"


OF_TUNING_JOB = "tuning_job = ?"
"""The SQL condition for the trials of a tuning job."""
RECORDS: tuple[type[Record], ...] = (TuningJob, TrainingJob, TransformJob, Model)
