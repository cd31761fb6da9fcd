"""What a rule is: a function with its metadata beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from hpo_spec.finding import Path, Severity
from hpo_spec.lint.view import View


class Basis(str, Enum):
    """How well a rule is known: what is unsure is never an error."""

    CERTAIN = "certain"
    """Documented as a must, or seen in an answer of SageMaker's."""
    LIKELY = "likely"
    """Follows from a sibling of the API, from an SDK, or from plain logic."""
    UNSURE = "unsure"
    """Recalled, or said in one place and contradicted in another."""


class Problem(NamedTuple):
    """One place that breaks a rule."""

    path: Path
    """Into the spec; of what is missing, where it should be."""
    message: str
    """What is wrong there, with the numbers in it."""
    help: str = ""
    """What to do."""
    severity: Severity | None = None
    """Where this is not the rule's own."""
    on_key: bool = False
    """Whether it is about the key at `path`, not about the value under it."""


Check = Callable[[View], Iterator[Problem]]


class Rule(NamedTuple):
    """A rule: what it says, why, and where that is known from."""

    id: str
    severity: Severity
    what: str
    """What holds where the rule is kept, in one sentence."""
    why: str
    """What happens where it is not."""
    source: str
    basis: Basis
    server_message: str
    """What SageMaker itself answers, where that has been seen."""
    check: Check | None
    """`None` where something else finds what breaks the rule: the models, or whoever reads the text."""
    when: Callable[[View], bool] | None = None
    """Whether a spec has what the rule is about: most specs have next to nothing of most topics."""


def rule(
    id: str,
    severity: Severity,
    what: str,
    *,
    why: str,
    source: str,
    basis: Basis = Basis.CERTAIN,
    server_message: str = "",
) -> Callable[[Check], Rule]:
    """Makes a rule of the function below it."""

    def bind(check: Check) -> Rule:
        return Rule(id, severity, what, why, source, basis, server_message, check)

    return bind


def warning_if(uncertain: bool) -> Severity | None:
    """The severity of what rests on a fact: a warning if that is uncertain, else the rule's own."""
    return Severity.WARNING if uncertain else None


def only(when: Callable[[View], bool], *rules: Rule) -> tuple[Rule, ...]:
    """The rules, to be asked only of specs that have what they are about."""
    return tuple(each._replace(when=when) for each in rules)


def described(
    id: str,
    severity: Severity,
    what: str,
    *,
    why: str,
    source: str = "",
    basis: Basis = Basis.CERTAIN,
    server_message: str = "",
) -> Rule:
    """A rule that has no function: something else finds what breaks it."""
    return Rule(id, severity, what, why, source, basis, server_message, None)
