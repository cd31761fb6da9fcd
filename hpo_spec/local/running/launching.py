"""Starting the process that runs a job, unless there is one."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from hpo_spec.local.machine import python_module
from hpo_spec.local.root import Root
from hpo_spec.local.running.locks import try_lock, unlock
from hpo_spec.local.state.records import Record


def lock_path(root: Root, job: Record) -> Path:
    """The file that whoever runs a job holds locked."""
    return root.locks / f"{job.table}-{job.name.lower()}.lock"


def ensure_running(root: Root, job: Record) -> None:
    """Start the process that runs a job, if nothing runs it.

    The process is given the lock that was taken for it, so that there is never a second one.
    """
    lock = try_lock(lock_path(root, job))
    if lock is None:
        return
    try:
        root.make()
        with root.engine_log(job.table, job.name).open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own module
                python_module("hpo_spec.local.running", str(root.path), job.table, job.name),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=root.path,
                pass_fds=[lock],
                start_new_session=True,
            )
        threading.Thread(target=process.wait, daemon=True).start()  # so that no zombie of it stays
    finally:
        unlock(lock)
