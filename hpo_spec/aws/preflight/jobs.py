"""Whether a tuning job's name is free, and whether the account may have one more in progress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from hpo_spec.aws.preflight.account import DESCRIBE_JOB, LIST_JOBS, Account, Answer, Unanswered
from hpo_spec.aws.preflight.check import Question, Verdict, fails, works
from hpo_spec.aws.refusals import says_that_a_job_is_gone
from hpo_spec.aws.submitting import differing_lines
from hpo_spec.request.needs import name_of

MOST_IN_PROGRESS = 100
"""Tuning jobs that an account may have in progress; AWS does not raise it."""
_SHOWN = 3


def ask_about_running(_: Mapping[str, Any], account: Account) -> Iterator[Question]:
    """How many tuning jobs are in progress."""
    if not account.is_local:
        yield Question("running", "tuning jobs in progress", partial(_running, account))


def ask_about_name(request: Mapping[str, Any], account: Account) -> Iterator[Question]:
    """Whether no other job has the name."""
    yield Question("name", name_of(request), partial(_name, request, account))


def find_job(name: str, account: Account) -> Answer | None:
    """What Describe gives of a job; `None` if there is none. Raises `Unanswered`."""
    try:
        return account.ask(DESCRIBE_JOB, HyperParameterTuningJobName=name)
    except Unanswered as unanswered:
        if says_that_a_job_is_gone(unanswered.error):
            return None
        raise


def _running(account: Account) -> Verdict:
    member = "HyperParameterTuningJobSummaries"
    found = len(account.ask_all(LIST_JOBS, member, most=MOST_IN_PROGRESS, StatusEquals="InProgress"))
    if found < MOST_IN_PROGRESS:
        return works(f"{found} of {MOST_IN_PROGRESS}")
    help = "Wait for some to end: `hpo-spec submit --max-active` does."
    return fails(f"{found} of {MOST_IN_PROGRESS}, which is the most that an account may have", help)


def _name(request: Mapping[str, Any], account: Account) -> Verdict:
    described = find_job(name_of(request), account)
    if described is None:
        return works("it is free")
    lines = differing_lines(request, described)
    status = described.get("HyperParameterTuningJobStatus", "")
    if not lines:
        return works(f"the same job is there already, {status}: submit attaches to it")
    more = f", and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    help = "Choose another `name`, or use `name_prefix`, which derives the name from the content."
    return fails(f"another job has it: {'; '.join(lines[:_SHOWN])}{more}", help)
