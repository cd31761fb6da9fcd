"""Why training jobs failed, said at the end of a wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hpo_spec.cli.options import Connection
from hpo_spec.errors import AwsError

if TYPE_CHECKING:
    from hpo_spec.aws import Clients, JobState
    from hpo_spec.aws.failures import Failure
    from hpo_spec.aws.logs import JobLog

_LINES = 10
_LINES_READ = 50
_REASONS = 5


def explain_failures(state: JobState, clients: Clients, connection: Connection) -> None:
    """The reasons in groups, the end of the first failing trial's log, and the command that shows the rest.

    What cannot be asked is said, and is no error: how the job ended is known.
    """
    if not state.failed:
        return
    from hpo_spec.aws import TuningJob
    from hpo_spec.aws.failures import grouped_failures

    jobs = "training job" if state.failed == 1 else "training jobs"
    click.echo(f"\n{state.failed} {jobs} of {state.name} failed:", err=True)
    try:
        failures = grouped_failures(TuningJob(state.name, clients).trials())
        _print(failures, clients)
    except AwsError as error:
        click.echo(f"  Why cannot be asked: {error}", err=True)
    more = connection.command("logs", state.name, "--failed", "--tail", "50")
    click.echo(f"More of it: {more}", err=True)


def last_words(log: JobLog) -> list[str]:
    """The end of a failed job's log without a native stack; or why it cannot be read, since that it failed is known."""
    from hpo_spec.aws.failures import without_stack

    try:
        lines = log.last_lines(_LINES_READ)
    except AwsError as error:
        return [f"The log cannot be read: {error}"]
    return without_stack("\n".join(line.message for line in lines)).splitlines()[-_LINES:]


def _print(failures: list[Failure], clients: Clients) -> None:
    from hpo_spec.aws.failures import without_stack
    from hpo_spec.aws.logs import JobLog

    for failure in failures[:_REASONS]:
        reason = " ".join(without_stack(failure.reason).split()) or "SageMaker gives no reason."
        click.echo(f"  {len(failure.trials)} × {reason}", err=True)
    if len(failures) > _REASONS:
        click.echo(f"  and {len(failures) - _REASONS} other reasons", err=True)
    if not failures:
        return
    first = min((failure.trials[0] for failure in failures), key=lambda trial: trial.ended or trial.created)
    lines = last_words(JobLog(first.name, clients))
    click.echo(f"The log of {first.name}, the first to fail, {'ends with' if lines else 'is empty.'}", err=True)
    for line in lines:
        click.echo(f"  | {line}", err=True)
