"""Running a training job that is no trial of a tuning job."""

from __future__ import annotations

from time import time as now

from hpo_spec.local.commands import find_command
from hpo_spec.local.root import Root
from hpo_spec.local.running.leftovers import end_leftovers
from hpo_spec.local.running.locks import Places
from hpo_spec.local.running.trials import Stop, Trials
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import TrainingJob

_POLL_S = 0.2


def run_training_job(root: Root, database: Database, job: TrainingJob, *, threads: int) -> None:
    """Run it to its end; what an earlier process began of it is done again from the start."""
    end_leftovers([root.training_job(job.name)])
    with database.transaction() as session:
        if job.started is not None:
            job = session.update(job, retries=job.retries + 1)
            session.rows("DELETE FROM metrics WHERE training_job = ?", job.name)
        command = find_command(session, job.request["AlgorithmSpecification"])
    trials = Trials(root, database, threads=threads)
    places = Places(root.locks, threads)
    while (place := places.take()) is None:
        trials.listen(_POLL_S)
        if _is_stopping(database, job):
            _stop_unstarted(database, job)
            return
    trials.launch(job, command, place)
    while trials.running:
        if _is_stopping(database, job):
            trials.stop(job.name, Stop.STOPPED)
        trials.listen(_POLL_S)


def _is_stopping(database: Database, job: TrainingJob) -> bool:
    with database.reading() as session:
        current = session.find(TrainingJob, job.name)
    return current is None or current.status == "Stopping"


def _stop_unstarted(database: Database, job: TrainingJob) -> None:
    with database.transaction() as session:
        session.update(job, status="Stopped", secondary="Stopped", ended=now(), modified=now())
