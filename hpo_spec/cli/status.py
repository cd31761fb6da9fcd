"""`hpo-spec status`: how jobs are doing now."""

from __future__ import annotations

import click

from hpo_spec.cli.jobs import print_states
from hpo_spec.cli.options import Connection, job_options, output_option


@click.command("status", epilog="Example: hpo-spec status boston-xgboost-1a2b3c4d --output json")
@click.argument("jobs", nargs=-1, required=True, metavar="JOB...")
@output_option
@job_options
def command(jobs: tuple[str, ...], output: str, connection: Connection) -> None:
    """Show the state of tuning jobs: trials done, running and failed, and the best so far."""
    from hpo_spec.aws import TuningJob

    clients = connection.clients()
    states = [TuningJob(name, clients).state() for name in jobs]
    print_states(states, output)
    for state in states:
        if state.failure_reason and output == "text":
            click.echo(f"{state.name}: {state.failure_reason}")
