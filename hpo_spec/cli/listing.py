"""`hpo-spec list`: the jobs of an account and region."""

from __future__ import annotations

import click

from hpo_spec.cli.jobs import print_states
from hpo_spec.cli.options import Connection, job_options, output_option

STATUSES = ("Completed", "InProgress", "Failed", "Stopped", "Stopping", "Deleting", "DeleteFailed")


@click.command("list", epilog="Example: hpo-spec list --status InProgress --max-items 20")
@click.option("--name-contains", metavar="TEXT", help="Only jobs with this in their name.")
@click.option("--status", type=click.Choice(STATUSES, case_sensitive=False), help="Only jobs in this state.")
@click.option(
    "--max-items", type=click.IntRange(min=1), default=50, show_default=True, help="How many to show at most."
)
@output_option
@job_options
def command(name_contains: str | None, status: str | None, max_items: int, output: str, connection: Connection) -> None:
    """List tuning jobs, the newest first."""
    from hpo_spec.aws import list_jobs

    clients = connection.clients()
    states = list(list_jobs(clients, name_contains=name_contains, status=status, max_results=max_items))
    print_states(states, output)
    if not states and output == "text":
        click.echo(f"No tuning jobs in {clients.region}.", err=True)
