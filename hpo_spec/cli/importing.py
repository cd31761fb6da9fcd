"""`hpo-spec import`: a spec for what exists already."""

from __future__ import annotations

from pathlib import Path

import click

from hpo_spec.cli.options import Connection, job_options
from hpo_spec.cli.output import print_data, write_new
from hpo_spec.dumping import dump_spec
from hpo_spec.errors import SpecError, UsageError
from hpo_spec.finding import Finding, Severity
from hpo_spec.loading import Loaded
from hpo_spec.opening import load_request
from hpo_spec.request.describing import is_request
from hpo_spec.source import read_document


@click.command("import", epilog="Example: hpo-spec import --job boston-xgboost-1a2b3c4d --region us-west-2")
@click.argument("file", required=False, metavar="[FILE]", type=click.Path())
@click.option("--job", metavar="NAME", help="A tuning job that exists on SageMaker, instead of a file.")
@click.option("-o", "--output-file", type=click.Path(dir_okay=False), help="Write to this new file, not to stdout.")
@job_options
def command(file: str | None, job: str | None, output_file: str | None, connection: Connection) -> None:
    """Turn request JSON, Describe JSON (a FILE, or - for stdin) or a live job into a spec in YAML."""
    if (file is None) == (job is None):
        raise UsageError("give a FILE or --job NAME, one of the two.")
    if job is not None:
        from hpo_spec.cli.live import live_spec

        text = dump_spec(live_spec(job, connection.clients()))
    else:
        loaded = _from_file(str(file), connection.region)
        for notice in loaded.notices:
            click.echo(str(notice), err=True)
        text = dump_spec(loaded.spec)
    if output_file is None:
        print_data(text)
    else:
        write_new(Path(output_file), text)


def _from_file(file: str, region: str | None) -> Loaded:
    document = read_document(file)
    if document.data is not None and not is_request(document.data):
        message = "this is neither a request nor what Describe gives: it has none of their members"
        position = document.locate(())[1]
        raise SpecError([Finding(Severity.ERROR, "value-type", message, position=position)])
    return load_request(document, region=region)
