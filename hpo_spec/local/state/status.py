"""How a job is doing, in SageMaker's words: the same for tuning, training and transform jobs."""

from __future__ import annotations

from enum import Enum


class JobStatus(str, Enum):
    """`HyperParameterTuningJobStatus`, `TrainingJobStatus`, `TransformJobStatus`."""

    IN_PROGRESS = "InProgress"
    STOPPING = "Stopping"
    COMPLETED = "Completed"
    FAILED = "Failed"
    STOPPED = "Stopped"

    __str__ = str.__str__

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to the job."""
        return self in _FINAL

    @classmethod
    def at_end(cls, *, failure: str = "", is_stopped: object = False) -> JobStatus:
        """What a job ends with: who stops it has the last word."""
        return cls.STOPPED if is_stopped else cls.FAILED if failure else cls.COMPLETED


_FINAL = frozenset({JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.STOPPED})


class ObjectiveStatus(str, Enum):
    """`ObjectiveStatus`: whether a trial has a value to be compared by."""

    SUCCEEDED = "Succeeded"
    PENDING = "Pending"
    FAILED = "Failed"
    NONE = ""
    """Of a training job that is no trial."""

    __str__ = str.__str__

    @classmethod
    def at_end(cls, *, has_value: bool) -> ObjectiveStatus:
        """What the objective of a trial ends with."""
        return cls.SUCCEEDED if has_value else cls.FAILED
