"""`hpo-spec stop`: end jobs early."""

from __future__ import annotations

import click

from hpo_spec.cli.options import Connection, job_options


@click.command("stop", epilog="Example: hpo-spec stop boston-xgboost-1a2b3c4d")
@click.argument("jobs", nargs=-1, required=True, metavar="JOB...")
@job_options
def command(jobs: tuple[str, ...], connection: Connection) -> None:
    """Stop tuning jobs: their running training jobs are stopped, and what was found so far is kept."""
    from hpo_spec.aws import TuningJob

    clients = connection.clients()
    for name in jobs:
        stopping = TuningJob(name, clients).stop()
        click.echo(f"{name}: stopping" if stopping else f"{name}: had ended, or was stopping, already", err=True)
