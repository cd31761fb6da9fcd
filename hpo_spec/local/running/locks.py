"""Locks that end with the process that holds them, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def try_lock(path: Path) -> int | None:
    """The file descriptor that holds the lock until it is closed; `None` if a process holds it already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def unlock(descriptor: int) -> None:
    """Give a lock back."""
    os.close(descriptor)


class Places:
    """Where something may run, of which there may be only so many at a time on one root."""

    def __init__(self, folder: Path, count: int, kind: str = "place") -> None:
        """`place` is where trials run, `seat` where the processes do that run jobs."""
        self._paths = [folder / f"{kind}-{number}.lock" for number in range(count)]

    def take(self) -> int | None:
        """A free place, which `unlock` gives back; `None` if all are taken."""
        return next((taken for path in self._paths if (taken := try_lock(path)) is not None), None)
