"""Training jobs that were being stopped when the process that ran them died."""

from __future__ import annotations

from collections.abc import Sequence
from time import time as now

from hpo_spec.local.objects import Objects
from hpo_spec.local.root import Root
from hpo_spec.local.running.container import Container
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import TrainingJob
from hpo_spec.local.state.status import JobStatus, ObjectiveStatus

_DAY_S = 86_400


def as_stopped(root: Root, database: Database, job: TrainingJob, curve: Sequence[float]) -> TrainingJob:
    """The job as it ended: the objective that it had logged counts, and the model that it had saved is kept."""
    container = Container(root.training_job(job.name), job)
    if container.model.is_dir() and container.output.is_dir():
        container.store_artifacts(Objects(root.objects))
    secondary = "MaxRuntimeExceeded" if _ran_too_long(job) else "Stopped"
    objective_status = ObjectiveStatus.at_end(has_value=bool(curve)) if job.tuning_job else ObjectiveStatus.NONE
    with database.transaction() as session:
        return session.update(
            job,
            status=JobStatus.STOPPED,
            secondary=secondary,
            transitions=[*job.transitions, [secondary, now(), ""]],
            ended=now(),
            modified=now(),
            objective=curve[-1] if curve else None,
            objective_status=objective_status,
        )


def _ran_too_long(job: TrainingJob) -> bool:
    most_s = job.request["StoppingCondition"].get("MaxRuntimeInSeconds", _DAY_S)
    return job.started is not None and job.modified - job.started >= most_s
