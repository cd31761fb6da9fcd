"""`hpo-spec stop`: end jobs early."""

from __future__ import annotations

import click

from hpo_spec.cli.live import clients_for
from hpo_spec.cli.options import aws_options, refuse_local, region_option


@click.command("stop", epilog="Example: hpo-spec stop boston-xgboost-1a2b3c4d")
@click.argument("jobs", nargs=-1, required=True, metavar="JOB...")
@region_option
@aws_options
def command(
    jobs: tuple[str, ...], region: str | None, profile: str | None, endpoint_url: str | None, local: bool
) -> None:
    """Stop tuning jobs: their running training jobs are stopped, and what was found so far is kept."""
    refuse_local(local)
    from hpo_spec.aws import TuningJob

    clients = clients_for(region, profile, endpoint_url)
    for name in jobs:
        stopping = TuningJob(name, clients).stop()
        click.echo(f"{name}: stopping" if stopping else f"{name}: had ended, or was stopping, already", err=True)
