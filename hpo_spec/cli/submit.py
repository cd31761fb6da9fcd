"""`hpo-spec submit`: create the tuning job of a spec, once."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import click

from hpo_spec.cli.options import Connection, Selection, aws_options, output_option, spec_options
from hpo_spec.cli.output import print_data
from hpo_spec.cli.preparing import prepare_loaded
from hpo_spec.cli.specs import load_all, request_for, request_json
from hpo_spec.cli.waiting import ENDED_EARLY, Following, follow, follow_options, worst
from hpo_spec.errors import UsageError
from hpo_spec.loading import Loaded

if TYPE_CHECKING:
    from hpo_spec.aws import Clients, TuningJob
    from hpo_spec.request.compiling import Request


@click.command("submit", epilog="Example: hpo-spec submit specs/boston-housing.yaml --wait")
@spec_options
@click.option("--dry-run", is_flag=True, help="Print the request, and send nothing.")
@follow_options
@click.option("--no-lint", is_flag=True, help="Do not look for broken rules.")
@click.option("--preflight", "looks_first", is_flag=True, help="Create nothing if `hpo-spec preflight` finds fault.")
@click.option(
    "--max-parallel",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --local, run at most N trials at a time; by default as many as there are cores.",
)
@output_option
@aws_options
def command(
    selection: Selection,
    dry_run: bool,
    following: Following,
    no_lint: bool,
    looks_first: bool,
    max_parallel: int | None,
    output: str,
    connection: Connection,
) -> int:
    """Create the tuning job of each spec.

    All specs are checked before the first is sent, and what each may cost at most is said. Submitting the same spec
    again attaches to the job that it made before; a name that is taken by another job is an error that shows the
    difference.
    """
    _check_usage(selection, connection, dry_run=dry_run, looks_first=looks_first, max_parallel=max_parallel)
    from hpo_spec.lint.limits import cost_in_words

    requests = [(spec, request_for(spec, connection)) for spec in load_all(selection, lint=not no_lint)]
    where = "on SageMaker, " if connection.is_local else ""
    for spec, _ in requests:
        click.echo(f"{spec.name}: {where}{cost_in_words(spec.spec)}", err=True)
    if dry_run:
        for _, request in requests:
            print_data(request_json(request))
        return 0
    if connection.is_local:
        for spec, _ in requests:
            prepare_loaded(spec)
    if looks_first and not _looks_good(requests, connection, queued=following.max_active is not None):
        return 1
    if following.max_active is not None:
        return _queue(requests, connection, max_parallel, following.max_active, output)
    return _submit(requests, connection, max_parallel, wait=following.wait, timeout=following.timeout_s, output=output)


def _check_usage(
    selection: Selection, connection: Connection, *, dry_run: bool, looks_first: bool, max_parallel: int | None
) -> None:
    """Raises `UsageError` for options that make no sense together."""
    if dry_run and len(selection.groups()) > 1:
        raise UsageError("--dry-run prints one request: for several, use `hpo-spec render --output-dir`.")
    if dry_run and looks_first:
        raise UsageError("--dry-run asks nobody: use `hpo-spec preflight`.")
    if max_parallel is not None and not connection.is_local:
        raise UsageError("--max-parallel is for --local: on AWS the spec's max_parallel_jobs counts.")


def _looks_good(requests: list[tuple[Loaded, Request]], connection: Connection, *, queued: bool) -> bool:
    """Whether nothing is sure to fail; a queue waits for other jobs to end, so that these do not count."""
    from hpo_spec.cli.preflight import has_failed, look, print_looks

    looks = look(requests, connection, passing_over=("running",) if queued else ())
    print_looks(looks, "text", err=True)
    if has_failed(looks):
        click.echo("Nothing was created.", err=True)
    return not has_failed(looks)


def _queue(
    requests: list[tuple[Loaded, Request]],
    connection: Connection,
    max_parallel: int | None,
    max_active: int,
    output: str,
) -> int:
    """So many at a time, region by region."""
    from hpo_spec.cli.queueing import run

    regions = list(dict.fromkeys(loaded.spec.region for loaded, _ in requests))
    codes = []
    for region in regions:
        chosen = [request for loaded, request in requests if loaded.spec.region == region]
        clients = connection.clients(region, max_parallel)
        codes.append(run(chosen, clients, connection._replace(region=region), max_active=max_active, output=output))
    return max(codes)


def _submit(
    requests: list[tuple[Loaded, Request]],
    connection: Connection,
    max_parallel: int | None,
    *,
    wait: bool,
    timeout: float | None,
    output: str,
) -> int:
    from hpo_spec.aws import submit
    from hpo_spec.lint.limits import cost_in_words

    clients: dict[str | None, Clients] = {}
    names: dict[str | None, list[str]] = {}
    for loaded, request in requests:
        region = loaded.spec.region
        if region not in clients:
            clients[region] = connection.clients(region, max_parallel)
        job = submit(request, clients[region])
        _print(job, cost_in_words(loaded.spec), output)
        names.setdefault(region, []).append(job.name)
        if not wait:
            click.echo(f"Follow with: {connection._replace(region=region).follow_command([job.name])}", err=True)
    groups = [(jobs, clients[region], connection._replace(region=region)) for region, jobs in names.items()]
    return _follow_all(groups, timeout, output) if wait else 0


def _follow_all(groups: list[tuple[list[str], Clients, Connection]], timeout: float | None, output: str) -> int:
    """Wait for the jobs of each region in turn, within one deadline; the worst outcome, or what ended it early."""
    start, codes = time.monotonic(), []
    for jobs, clients, connection in groups:
        left = None if timeout is None else max(0.0, timeout - (time.monotonic() - start))
        codes.append(follow(jobs, clients, connection, timeout_s=left, output=output))
        if codes[-1] in ENDED_EARLY:
            return codes[-1]
    return worst(codes)


def _print(job: TuningJob, at_most: str, output: str) -> None:
    if output == "json":
        line = {
            "event": "submitted",
            "name": job.name,
            "arn": job.arn,
            "attached": job.attached,
            "found_as": job.found_as or None,
            "url": job.console_url,
            "at_most": at_most,
        }
        click.echo(json.dumps(line))
        return
    click.echo(f"{'Attached to' if job.attached else 'Created'} {job.name}")
    click.echo(f"  {job.arn}\n  {job.console_url}")
    if job.clients.place and job.found_as == "Completed":
        click.echo(
            "note: its name does not depend on `local`: for other data or another command, use another name.", err=True
        )
    if job.found_as in ("Failed", "Stopped"):
        click.echo(
            f"note: that job has {job.found_as.lower()} already. To run it again, give it another name, "
            "as with --set name=NAME --set name_prefix=null.",
            err=True,
        )
