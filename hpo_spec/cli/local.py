"""`hpo-spec local`: what the local engine keeps on this machine, and a server for any AWS client."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from hpo_spec.cli.options import Selection, output_option, spec_options
from hpo_spec.cli.output import print_table
from hpo_spec.errors import UsageError

if TYPE_CHECKING:
    from hpo_spec.local.inventory import Kept


@click.group("local", epilog="Example: hpo-spec local list")
def command() -> None:
    """The local engine: submit, status, wait, stop and all other verbs use it with --local.

    It keeps its state in the folder that HPO_SPEC_LOCAL_ROOT names, or else in .hpo-spec.
    """


@command.command("path", epilog="Example: ls $(hpo-spec local path JOB-001-1a2b3c4d)/model")
@click.argument("job", required=False, metavar="[TRAINING-JOB]")
def path(job: str | None) -> None:
    """Print the engine's folder, or that of a training job."""
    from hpo_spec.local.root import Root

    root = Root()
    folder = root.training_job(job) if job else root.path
    if job and not folder.is_dir():
        raise UsageError(f"there is no folder of a training job {job!r} in {root.path}")
    click.echo(folder)


@command.command("list", epilog="Example: hpo-spec local list --output json")
@output_option
def list_jobs(output: str) -> None:
    """List all jobs of any kind, and how much room they take."""
    from hpo_spec.local.inventory import kept_in
    from hpo_spec.local.root import Root

    kept = kept_in(Root())
    if output == "json":
        click.echo(json.dumps([item._asdict() for item in kept], indent=2))
        return
    _print_table(kept)


@command.command("clean", epilog="Example: hpo-spec local clean --yes")
@click.option("--yes", is_flag=True, help="Do not ask.")
def clean(yes: bool) -> None:
    """Remove all that the engine keeps: jobs, models, logs and objects."""
    from hpo_spec.local.inventory import remove_all
    from hpo_spec.local.root import Root

    root = Root()
    if not root.path.exists():
        click.echo(f"There is nothing in {root.path}.", err=True)
        return
    if not yes:
        click.confirm(f"Remove all jobs, models, logs and objects in {root.path}?", abort=True, err=True)
    remove_all(root)
    click.echo(f"Removed what was in {root.path}.", err=True)


@command.command("prepare", epilog="Example: hpo-spec local prepare specs/boston-housing.yaml")
@spec_options
def prepare(selection: Selection) -> None:
    """Give the engine a spec's data and command, as submit --local does: for other clients of `local serve`."""
    from hpo_spec.cli.preparing import prepare_loaded
    from hpo_spec.cli.specs import load_all

    for loaded in load_all(selection, lint=False):
        prepare_loaded(loaded)


@command.command("serve", epilog="Example: hpo-spec local serve --port 4567")
@click.option("--port", type=click.IntRange(0, 65535), default=4567, show_default=True, help="0 takes a free one.")
def serve(port: int) -> None:
    """Answer AWS clients on this machine's loopback address, until interrupted.

    Set the variables that are printed: the AWS CLI and notebooks then use the engine for SageMaker, CloudWatch Logs, S3
    and STS. Without that access key nobody is answered, so that other users of this machine are not.
    """
    from hpo_spec.local.engine import Engine
    from hpo_spec.local.root import Root
    from hpo_spec.local.serving import make_server

    server = make_server(Engine(Root()), port)
    click.echo(f"export AWS_ENDPOINT_URL=http://127.0.0.1:{server.server_port}")
    click.echo(f"export AWS_ACCESS_KEY_ID={server.access_key} AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-west-2")
    click.echo("Answering; end with Ctrl-C.", err=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Ended. Jobs that run go on.", err=True)
    finally:
        server.server_close()


def _print_table(kept: list[Kept]) -> None:
    from rich.filesize import decimal
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("kind", "name", "status", "created", "size"):
        table.add_column(heading, justify="right" if heading == "size" else "left", overflow="fold")
    for item in kept:
        table.add_row(item.kind, item.name, item.status, item.created, decimal(item.size))
    print_table(table)
