"""`python -m hpo_spec.local.running ROOT TABLE NAME LOCK`: runs one job to its end. `launching` starts it."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from time import time as now

from hpo_spec.local.refusal import Refusal
from hpo_spec.local.root import Root
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import Record, TrainingJob, TransformJob, TuningJob

_FAILURE_LENGTH = 1024


def _tune(root: Root, database: Database, job: TuningJob) -> None:
    from hpo_spec.local.running.tuning import TuningRun

    parallel = min(
        job.max_parallel, job.request["HyperParameterTuningJobConfig"]["ResourceLimits"]["MaxParallelTrainingJobs"]
    )
    TuningRun(root, database, job, threads=max(1, (os.cpu_count() or 1) // parallel)).run()


def _train(root: Root, database: Database, job: TrainingJob) -> None:
    from hpo_spec.local.running.training import run_training_job

    run_training_job(root, database, job, threads=os.cpu_count() or 1)


def _transform(root: Root, database: Database, job: TransformJob) -> None:
    from hpo_spec.local.running.transforming import run_transform_job

    run_transform_job(root, database, job)


_RUNS: dict[type[Record], Callable[..., None]] = {TuningJob: _tune, TrainingJob: _train, TransformJob: _transform}


def main(root_path: str, table: str, name: str) -> None:
    """Run a job, unless it has ended. What goes wrong with the engine itself fails the job, with the reason."""
    root = Root(root_path)
    database = Database(root)
    kind = next(kind for kind in _RUNS if kind.table == table)
    with database.reading() as session:
        job = session.find(kind, name)
    if job is None or job.is_final:
        return
    try:
        _RUNS[kind](root, database, job)
    except Exception as error:  # whatever it is, nobody else would say it
        traceback.print_exc()
        said = error.message if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
        reason = f"InternalServerError: the local engine failed: {said} (more in {root.engine_log(table, name)})"
        with database.transaction() as session:
            session.update(job, status="Failed", failure=reason[:_FAILURE_LENGTH], ended=now(), modified=now())


if __name__ == "__main__":
    main(*sys.argv[1:4])
