"""How a tuning job is doing, as Describe and List say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from enum import Enum
from typing import Any, NamedTuple

from hpo_spec.aws.early_end import early_end
from hpo_spec.errors import JobFailed, JobStopped


class JobStatus(str, Enum):
    """`HyperParameterTuningJobStatus`."""

    IN_PROGRESS = "InProgress"
    COMPLETED = "Completed"
    FAILED = "Failed"
    STOPPING = "Stopping"
    STOPPED = "Stopped"
    DELETING = "Deleting"
    DELETE_FAILED = "DeleteFailed"
    UNKNOWN = "Unknown"
    """A status that a newer SageMaker has."""

    @classmethod
    def _missing_(cls, _: object) -> JobStatus:
        return cls.UNKNOWN

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to the job by itself."""
        return self in _FINAL

    @property
    def can_stop(self) -> bool:
        """Whether there is something left to stop; a newer status is worth the try."""
        return self in (JobStatus.IN_PROGRESS, JobStatus.UNKNOWN)


_FINAL = frozenset({JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.STOPPED, JobStatus.DELETE_FAILED})


class BestTrial(NamedTuple):
    """The training job with the best objective so far."""

    name: str
    value: float
    metric: str
    hyperparameters: Mapping[str, str]
    """The tuned ones."""


class JobState(NamedTuple):
    """A tuning job at one moment."""

    name: str
    arn: str
    status: JobStatus
    strategy: str
    completed: int
    running: int
    stopped: int
    failed: int
    """Training jobs that ended with an error, and were not tried again."""
    retried: int
    """Training jobs with an internal error, which SageMaker tries again."""
    max_jobs: int | None
    best: BestTrial | None
    created: datetime | None
    ended: datetime | None
    failure_reason: str
    early_end: str = ""
    """Why it completed before its last training job, as far as that can be told."""

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> JobState:
        """From an answer of Describe, or from a summary of List, which has no best trial."""
        counters = answer.get("TrainingJobStatusCounters", {})
        config = answer.get("HyperParameterTuningJobConfig", {})
        limits = answer.get("ResourceLimits") or config.get("ResourceLimits", {})
        return cls(
            name=answer["HyperParameterTuningJobName"],
            arn=answer.get("HyperParameterTuningJobArn", ""),
            status=JobStatus(answer.get("HyperParameterTuningJobStatus")),
            strategy=answer.get("Strategy") or config.get("Strategy", ""),
            completed=counters.get("Completed", 0),
            running=counters.get("InProgress", 0),
            stopped=counters.get("Stopped", 0),
            failed=counters.get("NonRetryableError", 0),
            retried=counters.get("RetryableError", 0),
            max_jobs=limits.get("MaxNumberOfTrainingJobs"),
            best=_best(answer.get("BestTrainingJob")),
            created=answer.get("CreationTime"),
            ended=answer.get("HyperParameterTuningEndTime"),
            failure_reason=answer.get("FailureReason", ""),
            early_end=early_end(answer),
        )

    @property
    def done(self) -> int:
        """Training jobs that have ended, however they did."""
        return self.completed + self.stopped + self.failed

    def elapsed_s(self, now: datetime) -> float | None:
        """Seconds since the job was created, or that it took; `None` where SageMaker does not say."""
        if self.created is None:
            return None
        return max(0.0, ((self.ended or now) - self.created).total_seconds())

    def to_json(self) -> dict[str, object]:
        """Plain data for programs; times are ISO 8601 in UTC."""
        plain = self._asdict()
        return {
            **plain,
            "status": self.status.value,
            "done": self.done,
            "best": {**self.best._asdict(), "hyperparameters": dict(self.best.hyperparameters)} if self.best else None,
            "created": _iso(self.created),
            "ended": _iso(self.ended),
        }


def raise_for_state(state: JobState) -> None:
    """Raises `JobFailed` or `JobStopped` for a job that did not end well."""
    if state.status in (JobStatus.FAILED, JobStatus.DELETE_FAILED):
        raise JobFailed(state.name, state.failure_reason)
    if state.status is JobStatus.STOPPED:
        raise JobStopped(state.name)


def _best(job: Mapping[str, Any] | None) -> BestTrial | None:
    metric = (job or {}).get("FinalHyperParameterTuningJobObjectiveMetric")
    if not job or not metric:
        return None
    return BestTrial(
        job["TrainingJobName"], metric["Value"], metric.get("MetricName", ""), job.get("TunedHyperParameters", {})
    )


def _iso(time: datetime | None) -> str | None:
    return time.astimezone(timezone.utc).isoformat(timespec="seconds") if time else None
