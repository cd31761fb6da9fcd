"""What a rule is: a function with its metadata beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from hpo_spec.finding import Path, Severity
from hpo_spec.spec import TuningJobSpec


class Problem(NamedTuple):
    """One place that breaks a rule."""

    path: Path
    message: str
    help: str = ""


Check = Callable[[TuningJobSpec], Iterator[Problem]]


class Rule(NamedTuple):
    """A rule: its id, how bad breaking it is, what it says in one line, and where that is from."""

    id: str
    severity: Severity
    what: str
    source: str
    check: Check


def rule(id: str, severity: Severity, what: str, source: str) -> Callable[[Check], Rule]:
    """Makes a rule of the function below it."""

    def bind(check: Check) -> Rule:
        return Rule(id, severity, what, source, check)

    return bind
