"""Why training jobs failed: the same reasons together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from hpo_spec.aws.trials import Trial

_VARYING = r"0x[0-9a-f]+|\b\d+(?:\.\d+)?(?:e[-+]?\d+)?\b|\[\d\d:\d\d:\d\d\]"
"""What differs between two failures of the same kind: numbers, addresses, times."""


class Failure(NamedTuple):
    """Trials that failed for the same reason, the earliest one first."""

    reason: str
    """The earliest one's own, in its own words."""
    trials: tuple[Trial, ...]


def grouped_failures(trials: Iterable[Trial]) -> list[Failure]:
    """The failures among some trials, the most frequent first.

    Reasons that differ only in numbers, or in the name of the training job, are one.
    """
    groups: dict[str, list[Trial]] = {}
    failed = [trial for trial in trials if trial.status == "Failed"]
    for trial in sorted(failed, key=lambda trial: (trial.ended or trial.created, trial.name)):
        groups.setdefault(_kind_of(trial), []).append(trial)
    found = [Failure(group[0].failure_reason, tuple(group)) for group in groups.values()]
    return sorted(found, key=lambda failure: -len(failure.trials))


def without_stack(text: str) -> str:
    """A reason, or what was logged, without the addresses of a native library's stack, which say nothing to anybody."""
    return re.sub(r"\s*^Stack trace:$|\s*^\s*\[bt\] .*$", "", text, flags=re.MULTILINE).strip()


def _kind_of(trial: Trial) -> str:
    reason = trial.failure_reason.replace(trial.name, "#")
    return re.sub(_VARYING, "#", reason, flags=re.IGNORECASE)
