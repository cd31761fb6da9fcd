"""`hpo-spec wait`: follow jobs to their end."""

from __future__ import annotations

import click

from hpo_spec.cli.options import Connection, job_options, output_option
from hpo_spec.cli.waiting import follow, read_duration


@click.command("wait", epilog="Example: hpo-spec wait boston-xgboost-1a2b3c4d --timeout 2h")
@click.argument("jobs", nargs=-1, required=True, metavar="JOB...")
@click.option("--timeout", callback=read_duration, metavar="TIME", help="Give up after this long, as in 90s or 2h.")
@output_option
@job_options
def command(jobs: tuple[str, ...], timeout: float | None, output: str, connection: Connection) -> int:
    """Wait for tuning jobs, showing how they go, until all have ended.

    Exit code 0 if all completed, 1 if one failed, 5 if one was stopped, 6 after the timeout. Interrupting it leaves
    the jobs running.
    """
    return follow(jobs, connection.clients(), connection, timeout_s=timeout, output=output)
