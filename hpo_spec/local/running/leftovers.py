"""Programs of trials that whoever started them did not live to see end."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

MARK = "HPO_SPEC_LOCAL_TRIAL"
"""The environment variable that tells which container a process belongs to."""


def end_leftovers(containers: Collection[Path]) -> None:
    """Kill every process that was started for a training job in one of these folders."""
    if not containers:
        return
    import psutil

    marks = {str(path) for path in containers}
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get(MARK) in marks:
                process.kill()
                found.append(process)
    psutil.wait_procs(found, timeout=10)
