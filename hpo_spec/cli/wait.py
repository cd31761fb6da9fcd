"""`hpo-spec wait`: follow jobs to their end."""

from __future__ import annotations

import click

from hpo_spec.cli.live import clients_for
from hpo_spec.cli.options import aws_options, output_option, refuse_local, region_option, resume_hint
from hpo_spec.cli.waiting import DurationParameter, follow


@click.command("wait", epilog="Example: hpo-spec wait boston-xgboost-1a2b3c4d --timeout 2h")
@click.argument("jobs", nargs=-1, required=True, metavar="JOB...")
@click.option("--timeout", type=DurationParameter(), metavar="TIME", help="Give up after this long, as in 90s or 2h.")
@output_option
@region_option
@aws_options
def command(
    jobs: tuple[str, ...],
    timeout: float | None,
    output: str,
    region: str | None,
    profile: str | None,
    endpoint_url: str | None,
    local: bool,
) -> int:
    """Wait for tuning jobs, showing how they go, until all have ended.

    Exit code 0 if all completed, 1 if one failed, 5 if one was stopped, 6 after the timeout. Interrupting it leaves
    the jobs running.
    """
    refuse_local(local)
    clients = clients_for(region, profile, endpoint_url)
    hint = resume_hint(jobs, region, profile, endpoint_url)
    return follow(jobs, clients, timeout_s=timeout, output=output, hint=hint)
