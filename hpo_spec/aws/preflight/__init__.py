"""Looking, before a tuning job is created, whether AWS has what its request needs. With read-only calls alone.

Each check says that it works, that it fails, or that it cannot be told, and what would be needed to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hpo_spec.aws.preflight.account import Account
from hpo_spec.aws.preflight.algorithms import ask_about_algorithms
from hpo_spec.aws.preflight.check import Check, Outcome, Question
from hpo_spec.aws.preflight.images import ask_about_images
from hpo_spec.aws.preflight.jobs import ask_about_name, ask_about_running
from hpo_spec.aws.preflight.parents import ask_about_parents
from hpo_spec.aws.preflight.quotas import ask_about_quotas
from hpo_spec.aws.preflight.roles import ask_about_caller, ask_about_roles
from hpo_spec.aws.preflight.storage import ask_about_inputs, ask_about_outputs

__all__ = ["Account", "Check", "Outcome", "preflight"]

Topic = Callable[[Mapping[str, Any], Account], Iterator[Question]]
TOPICS: tuple[Topic, ...] = (
    ask_about_roles,
    ask_about_inputs,
    ask_about_outputs,
    ask_about_images,
    ask_about_algorithms,
    ask_about_quotas,
    ask_about_running,
    ask_about_name,
    ask_about_parents,
)


def preflight(request: Mapping[str, Any], account: Account) -> list[Check]:
    """Every check of a request. Where nobody answers the caller at all, that is the only one.

    An `Account` remembers what it was told: several requests that ask for the same make one call.
    """
    caller = [question.checked() for question in ask_about_caller(request, account)]
    if any(check.outcome is Outcome.FAILS for check in caller):
        return caller
    return caller + [question.checked() for topic in TOPICS for question in topic(request, account)]
