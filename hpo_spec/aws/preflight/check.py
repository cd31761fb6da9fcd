"""What a check is: a question about one thing, and one of three answers."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from hpo_spec.aws.preflight.account import Unanswered


class Outcome(str, Enum):
    """How sure it is that a request will do."""

    WORKS = "works"
    FAILS = "fails"
    CANNOT_TELL = "cannot tell"


class Verdict(NamedTuple):
    """The answer to a question: why, and what to do."""

    outcome: Outcome
    message: str
    help: str = ""


class Check(NamedTuple):
    """A verdict, with what it is about: `topic` is such as `role`, `subject` such as the role's ARN."""

    topic: str
    subject: str
    outcome: Outcome
    message: str
    help: str

    def to_json(self) -> dict[str, str]:
        """Plain data for programs."""
        return {**self._asdict(), "outcome": self.outcome.value}


class Question(NamedTuple):
    """What to find out, and the function that does."""

    topic: str
    subject: str
    look: Callable[[], Verdict]

    def checked(self) -> Check:
        """The check; a question that AWS does not answer cannot be told."""
        try:
            verdict = self.look()
        except Unanswered as unanswered:
            verdict = cannot_tell(*unanswered.reason())
        return Check(self.topic, self.subject, *verdict)


def works(message: str) -> Verdict:
    """It is sure to do."""
    return Verdict(Outcome.WORKS, message)


def fails(message: str, help: str) -> Verdict:
    """It is sure not to do."""
    return Verdict(Outcome.FAILS, message, help)


def cannot_tell(message: str, help: str = "") -> Verdict:
    """Nobody can say, at least not with what this caller may ask."""
    return Verdict(Outcome.CANNOT_TELL, message, help)
