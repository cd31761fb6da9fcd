"""This machine: its cores, and how a module of this package is run in a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hpo_spec.errors import LocalError

_PACKAGE_PARENT = Path(__file__).parents[2]
_RUN = "import sys; sys.path[0] = {parent!r}; import runpy; runpy.run_module({module!r}, run_name='__main__')"
GRACE_VARIABLE = "HPO_SPEC_LOCAL_GRACE"
_GRACE_S = 5.0


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def python_module(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this package, wherever it is and whatever lies in the current folder."""
    return [sys.executable, "-c", _RUN.format(parent=str(_PACKAGE_PARENT), module=module), *arguments]


def grace_s() -> float:
    """How many seconds a program has to end after SIGTERM: on SageMaker it has 120. Raises `LocalError`."""
    given = os.environ.get(GRACE_VARIABLE)
    try:
        seconds = float(given) if given else _GRACE_S
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise LocalError(f"{GRACE_VARIABLE} is {given!r}, and must be a number of seconds.")
    return seconds
