"""Running a training job that is no trial of a tuning job."""

from __future__ import annotations

import time
from time import time as now

from hpo_spec.local.commands import Command
from hpo_spec.local.root import Root
from hpo_spec.local.running.leftovers import end_leftovers
from hpo_spec.local.running.locks import Places
from hpo_spec.local.running.stopped import as_stopped
from hpo_spec.local.running.trials import Stop, Trials
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import TrainingJob
from hpo_spec.local.state.status import JobStatus

_POLL_S = 0.2


def run_training_job(root: Root, database: Database, job: TrainingJob, *, threads: int) -> None:
    """Run it to its end; what an earlier process began of it is done again from the start."""
    end_leftovers([root.training_job(job.name)])
    if job.status is JobStatus.STOPPING and job.started is not None:
        as_stopped(root, database, job, [])
        return
    if job.started is not None:
        with database.transaction() as session:
            job = session.update(job, retries=job.retries + 1)
            session.write("DELETE FROM metrics WHERE training_job = ?", [(job.name,)])
    trials = Trials(root, database, threads=threads)
    try:
        place = _place(root, database, job, threads)
        if place is not None:
            trials.launch(job, Command(*job.command), place)
        while trials.running:
            if _is_stopping(database, job):
                trials.stop(job.name, Stop.STOPPED)
            trials.listen(_POLL_S)
        trials.settle()
    finally:
        trials.abandon()


def _place(root: Root, database: Database, job: TrainingJob, count: int) -> int | None:
    """A place to run at, once there is one; `None` if the job was stopped before."""
    places = Places(root.locks, count)
    while not _is_stopping(database, job):
        if (place := places.take()) is not None:
            return place
        time.sleep(_POLL_S)
    with database.transaction() as session:
        session.update(job, status=JobStatus.STOPPED, secondary="Stopped", ended=now(), modified=now())
    return None


def _is_stopping(database: Database, job: TrainingJob) -> bool:
    with database.reading() as session:
        current = session.find(TrainingJob, job.name)
    return current is None or current.status is JobStatus.STOPPING
