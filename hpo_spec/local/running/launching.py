"""Starting the process that runs a job, unless there is one."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from hpo_spec.errors import LocalError
from hpo_spec.local.machine import cores, python_module
from hpo_spec.local.root import DiskFull, Root
from hpo_spec.local.running.locks import Places, try_lock, unlock
from hpo_spec.local.state.database import Database
from hpo_spec.local.state.records import Record, TrainingJob, TransformJob, TuningJob

_SEATS_PER_CORE = 4
"""How many jobs are run at a time: most of them only wait for places, and each takes memory."""


def lock_path(root: Root, job: Record) -> Path:
    """The file that whoever runs a job holds locked."""
    return root.locks / f"{job.table}-{job.name.lower()}.lock"


def ensure_running(root: Root, database: Database, job: Record) -> None:
    """Start the process that runs a job, if nothing runs it, if it has not ended, and if not too many run already.

    The process is given the locks that were taken for it, so that there is never a second one. A job without one gets
    its turn when another one ends. Raises `LocalError` if no process can be started.
    """
    lock = try_lock(lock_path(root, job))
    if lock is None:
        return
    try:
        if not _has_ended(database, job):  # since the caller looked: whoever ran it had the lock until then
            _launch_if_free(root, job, lock)
    finally:
        unlock(lock)


def start_waiting(root: Root, database: Database) -> None:
    """Start what waits for its turn, the oldest first."""
    with database.reading() as session:
        jobs = [job for kind in (TuningJob, TrainingJob, TransformJob) for job in session.select(kind)]
    for job in sorted(jobs, key=lambda job: job.created):
        if not job.is_final and not getattr(job, "tuning_job", ""):
            ensure_running(root, database, job)


def _has_ended(database: Database, job: Record) -> bool:
    with database.reading() as session:
        found = session.find(type(job), job.name)
    return found is None or found.is_final


def _launch_if_free(root: Root, job: Record, lock: int) -> None:
    seat = Places(root.locks, _SEATS_PER_CORE * cores(), "seat").take()
    if seat is None:
        return
    try:
        _launch(root, job, lock, seat)
    finally:
        unlock(seat)


def _launch(root: Root, job: Record, lock: int, seat: int) -> None:
    root.make()
    if not root.has_room():
        raise DiskFull(root.path)
    try:
        with root.engine_log(job.table, job.name).open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own module
                python_module("hpo_spec.local.running", str(root.path), job.table, job.name, str(seat)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=root.path,
                pass_fds=[lock, seat],
                start_new_session=True,
            )
    except OSError as error:
        raise LocalError(f"no process can be started for job {job.name}: {error.strerror}.") from error
    threading.Thread(target=process.wait, daemon=True).start()  # so that no zombie of it stays
