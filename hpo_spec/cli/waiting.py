"""Waiting for jobs, and what the program ends with: shared by `wait` and `submit --wait`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hpo_spec.cli.failures import explain_failures
from hpo_spec.cli.jobs import print_best, print_states
from hpo_spec.cli.options import Connection
from hpo_spec.cli.progress import progress_shown
from hpo_spec.errors import JobError, JobFailed, JobStopped, UsageError, WaitTimeout
from hpo_spec.spec.duration import parse_duration

if TYPE_CHECKING:
    from hpo_spec.aws import Clients, JobState


INTERRUPTED = 130
ENDED_EARLY = (INTERRUPTED, WaitTimeout.exit_code)
"""The exit codes of a wait that ended before its jobs."""


def read_duration(_: click.Context, __: click.Parameter, value: str | None) -> float | None:
    """The seconds of an option's value: a number, or a text such as `30m` or `2h`."""
    if value is None:
        return None
    try:
        return float(value) if value.replace(".", "", 1).isdecimal() else float(parse_duration(value))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


class Following(NamedTuple):
    """Whether, and how, the jobs that were submitted are followed."""

    wait: bool
    timeout_s: float | None
    max_active: int | None


def follow_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --wait, --timeout and --max-active, as `following`."""

    @click.option("--wait", is_flag=True, help="Follow the jobs to their end.")
    @click.option("--timeout", callback=read_duration, metavar="TIME", help="With --wait, give up after this long.")
    @click.option(
        "--max-active",
        type=click.IntRange(min=1),
        metavar="N",
        help="With --wait, have at most N jobs in progress; the others wait their turn.",
    )
    @wraps(function)
    def wrapped(wait: bool, timeout: float | None, max_active: int | None, **others: Any) -> Any:
        if timeout is not None and not wait:
            raise UsageError("--timeout is how long to follow the jobs: give --wait too.")
        if max_active is not None and (not wait or timeout is not None):
            raise UsageError(
                "--max-active keeps a queue until its last job has ended: give --wait too, and no --timeout."
            )
        return function(following=Following(wait, timeout, max_active), **others)

    return wrapped


def follow(
    names: Sequence[str], clients: Clients, connection: Connection, *, timeout_s: float | None, output: str
) -> int:
    """Wait for jobs, showing how they go; the exit code of the worst. `connection` is what reaches them again."""
    from hpo_spec.aws import wait_for

    clock = connection.surroundings.clock
    try:
        with progress_shown(output) as show:
            states = wait_for(names, clients, timeout_s=timeout_s, on_change=show, clock=clock)
    except KeyboardInterrupt:
        again = connection.follow_command(names)
        click.echo(f"\nInterrupted; the job goes on. Follow it again with: {again}", err=True)
        return INTERRUPTED
    except WaitTimeout as error:
        again = connection.follow_command(names)
        click.echo(f"error: {error}\nFollow it again with: {again}", err=True)
        return error.exit_code
    if output == "text":
        print_states(states, output)
        print_best(states)
        for state in states:
            if state.early_end:
                click.echo(f"{state.name} completed after {state.done} of {state.max_jobs} trials: {state.early_end}.")
        sys.stdout.flush()
    for state in states:
        explain_failures(state, clients, connection)
    return worst([outcome_of(state) for state in states])


def worst(codes: Sequence[int]) -> int:
    """The exit code of several jobs: one that failed counts more than one that was stopped."""
    return next((code for code in (JobFailed.exit_code, JobStopped.exit_code) if code in codes), 0)


def outcome_of(state: JobState) -> int:
    """The exit code that a job's last state stands for; why it did not end well is said."""
    from hpo_spec.aws import raise_for_state

    try:
        raise_for_state(state)
    except JobError as error:
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    return 0
