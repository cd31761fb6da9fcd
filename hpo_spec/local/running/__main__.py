"""`python -m hpo_spec.local.running ROOT TABLE NAME SEAT`: runs one job to its end. `launching` starts it."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from time import time as now

from hpo_spec.errors import LocalError
from hpo_spec.local.machine import cores
from hpo_spec.local.refusal import Refusal
from hpo_spec.local.root import Root, is_disk_full
from hpo_spec.local.running.launching import start_waiting
from hpo_spec.local.running.locks import unlock
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import OF_TUNING_JOB, Record, TrainingJob, TransformJob, TuningJob
from hpo_spec.local.state.status import JobStatus, ObjectiveStatus

_FAILURE_LENGTH = 1024
_MOST_STARTS = 20
"""How many processes may begin a tuning job, and die, before one of its trials has ended."""


def _tune(root: Root, database: Database, job: TuningJob) -> None:
    from hpo_spec.local.running.tuning import TuningRun

    with database.transaction() as session:
        job = session.update(job, starts=job.starts + 1)
    if job.starts > _MOST_STARTS:
        raise LocalError(f"its process has died {_MOST_STARTS} times before a trial ended.")
    limits = job.request["HyperParameterTuningJobConfig"]["ResourceLimits"]
    parallel = min(job.max_parallel, limits["MaxParallelTrainingJobs"])
    TuningRun(root, database, job, threads=max(1, cores() // parallel)).run()


def _train(root: Root, database: Database, job: TrainingJob) -> None:
    from hpo_spec.local.running.training import run_training_job

    run_training_job(root, database, job, threads=cores())


def _transform(root: Root, database: Database, job: TransformJob) -> None:
    from hpo_spec.local.running.transforming import run_transform_job

    run_transform_job(root, database, job)


_RUNS: dict[type[Record], Callable[..., None]] = {TuningJob: _tune, TrainingJob: _train, TransformJob: _transform}


def main(root_path: str, table: str, name: str, seat: str) -> None:
    """Run a job, unless it has ended. What goes wrong with the engine itself fails the job, with the reason."""
    root = Root(root_path)
    database = Database(root)
    kind = next(kind for kind in _RUNS if kind.table == table)
    with database.reading() as session:
        job = session.find(kind, name)
    if job is None or job.is_final:
        return
    try:
        with database.held_open():
            _RUNS[kind](root, database, job)
    except Exception as error:  # whatever it is, nobody else would say it
        traceback.print_exc()
        if is_disk_full(error):
            return  # whoever asks for the job is told, and it goes on when there is room
        _fail(root, database, job, error)
    unlock(int(seat))
    start_waiting(root, database)


def _fail(root: Root, database: Database, job: Record, error: Exception) -> None:
    """The job has failed, and so have its training jobs that were running: nobody would begin them again."""
    said = error.message if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
    log = root.engine_log(job.table, job.name)
    reason = f"InternalServerError: the local engine failed: {said} (more in {log})"[:_FAILURE_LENGTH]
    end = {"status": JobStatus.FAILED, "failure": reason, "ended": now(), "modified": now()}
    with database.transaction() as session:
        trials = session.select(TrainingJob, OF_TUNING_JOB, job.name) if isinstance(job, TuningJob) else []
        for trial in trials:
            if not trial.is_final:
                session.update(trial, **end, secondary="Failed", objective_status=ObjectiveStatus.FAILED)
        session.update(job, **end, **({"secondary": "Failed"} if isinstance(job, TrainingJob) else {}))


if __name__ == "__main__":
    main(*sys.argv[1:])
