"""`hpo-spec diff`: what differs between a spec and another, a JSON file, or a live job."""

from __future__ import annotations

import json

import click

from hpo_spec.cli.options import Connection, job_options, output_option
from hpo_spec.cli.specs import compile_placed
from hpo_spec.errors import UsageError
from hpo_spec.finding import format_path
from hpo_spec.loading import Loaded
from hpo_spec.opening import load_opened
from hpo_spec.request.comparing import MISSING, Difference, described_differences, request_differences, without_secrets
from hpo_spec.request.compiling import Request
from hpo_spec.request.describing import is_described
from hpo_spec.source import read_document

OWN = "(its own)"
"""What `--job` without a name stands for: the name that the spec compiles to."""


@click.command("diff", epilog="Example: hpo-spec diff specs/boston-housing.yaml --job boston-xgboost-1a2b3c4d")
@click.argument("spec", type=click.Path())
@click.argument("other", required=False, metavar="[OTHER]", type=click.Path())
@click.option("--job", is_flag=False, flag_value=OWN, metavar="[NAME]", help="A live job; by default the spec's own.")
@output_option
@job_options
def command(spec: str, other: str | None, job: str | None, output: str, connection: Connection) -> int:
    """Compare a SPEC with OTHER (a spec, request JSON or Describe JSON) or with a live job.

    Exit code 0 if they are the same, 1 if they differ. What SageMaker adds to a job is no difference.
    """
    if (other is None) == (job is None):
        raise UsageError("give OTHER or --job, one of the two.")
    overrides = [f"region={connection.region}"] if connection.region else []
    loaded = load_opened(read_document(spec), overrides)
    request = compile_placed(loaded)
    differences = _with_job(loaded, request, job, connection) if job else _with_file(request, str(other))
    _print(differences, output)
    return 1 if differences else 0


def _with_file(request: Request, other: str) -> list[Difference]:
    """Against a spec or a request, or against what Describe gave: then what SageMaker adds is no difference."""
    document = read_document(other)
    if isinstance(document.data, dict) and is_described(document.data) and not document.findings:
        return without_secrets(described_differences(request, document.data), request, document.data)
    compared = compile_placed(load_opened(document))
    return without_secrets(request_differences(request, compared), request, compared)


def _with_job(loaded: Loaded, request: Request, job: str, connection: Connection) -> list[Difference]:
    from hpo_spec.aws import TuningJob
    from hpo_spec.cli.live import tags_of

    name = request["HyperParameterTuningJobName"] if job == OWN else job
    live = TuningJob(name, connection.clients(loaded.spec.region))
    described = live.describe()
    differences = described_differences(request, described)
    tags = {"Tags": tags_of(live)} if "Tags" in request else {}
    if tags:
        differences += request_differences({"Tags": request["Tags"]}, tags)
    return without_secrets(differences, request, described, tags)


def _print(differences: list[Difference], output: str) -> None:
    if output == "json":
        click.echo(json.dumps([_plain(item) for item in differences], indent=2))
        return
    for item in differences:
        click.echo(str(item))
    if not differences:
        click.echo("No difference.", err=True)


def _plain(item: Difference) -> dict[str, object]:
    values = {side: value for side, value in (("left", item.left), ("right", item.right)) if value is not MISSING}
    return {"path": format_path(item.path), **values}
