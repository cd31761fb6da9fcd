"""`hpo-spec model test`: a batch transform job over data that the model has not seen, and how good it is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from hpo_spec.cli.failures import last_words
from hpo_spec.cli.model.planning import model_options
from hpo_spec.cli.model.scoring import Score, print_score, score_of
from hpo_spec.cli.model.settings import transform_options
from hpo_spec.cli.model.truth import Truth, read_labels, truth_options
from hpo_spec.cli.options import Connection, job_options
from hpo_spec.cli.output import print_data
from hpo_spec.cli.waiting import INTERRUPTED, read_duration
from hpo_spec.errors import AwsError, JobFailed, WaitTimeout
from hpo_spec.spec.duration import format_duration

if TYPE_CHECKING:
    from hpo_spec.aws import Clients
    from hpo_spec.aws.models import ModelPlan
    from hpo_spec.aws.transforms import TransformState

_OTHER_COLUMNS = ("umber of columns does not match", "Feature size", "Feature shape mismatch")
"""How the releases of XGBoost, and its images, say that rows have too many or too few columns."""


@click.command("test", epilog="Example: hpo-spec model test JOB --input s3://b/test.csv --output s3://b/predictions")
@model_options
@transform_options
@truth_options
@click.option("--timeout", callback=read_duration, metavar="TIME", help="Give up after this long; the job goes on.")
@click.option("--again", is_flag=True, help="Test anew where the same test went well before: the data has changed.")
@click.option("--dry-run", is_flag=True, help="Print both requests, and create nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print data for programs.")
@job_options
def test(
    make_plan: Callable[[Clients], ModelPlan],
    settings: dict[str, Any],
    truth: Truth | None,
    timeout: float | None,
    again: bool,
    dry_run: bool,
    as_json: bool,
    connection: Connection,
) -> int:
    """Test the best model: a batch transform job over the input, and with labels, how good its predictions are.

    The model is created if it is not there. The spec's `transform` section gives defaults, with --spec. The same test
    attaches to the transform job that it made before, unless that failed or was stopped.
    """
    from hpo_spec.aws.models import create_model
    from hpo_spec.aws.transforms import read_predictions, start_transform_job, transform_request

    clients = connection.clients()
    plan = make_plan(clients)
    for note in plan.notes:
        click.echo(f"note: {note}", err=True)
    request = transform_request(plan.request["ModelName"], settings, plan.request.get("Tags", []))
    if dry_run:
        print_data(json.dumps({"CreateModel": plan.request, "CreateTransformJob": request}, indent=2) + "\n")
        return 0
    labels = read_labels(truth.labels, clients) if truth else []
    create_model(plan.request, clients)
    job = start_transform_job(request, clients, again=again)
    verb = "Attached to" if job.was_there else "Created"
    click.echo(f"{verb} {job.name}, of the model {plan.request['ModelName']}", err=True)
    try:
        state = _wait(job.name, clients, connection, timeout)
    except KeyboardInterrupt:
        click.echo(f"\nInterrupted; {job.name} goes on, and the same command attaches to it.", err=True)
        return INTERRUPTED
    lines = read_predictions(state, settings["TransformInput"]["DataSource"]["S3DataSource"], clients)
    _print(state, lines, score_of(truth.metric, labels, lines) if truth else None, as_json=as_json)
    return 0


def _wait(name: str, clients: Clients, connection: Connection, timeout_s: float | None) -> TransformState:
    """Wait for the transform job; if it fails, its log says more than its reason."""
    from hpo_spec.aws.logs import TRANSFORM_GROUP, JobLog
    from hpo_spec.aws.transforms import wait_for_transform

    def show(state: TransformState) -> None:
        click.echo(f"{name}: {state.status}", err=True)

    def show_trouble(error: AwsError) -> None:
        click.echo(f"{name}: {error} Still waiting.", err=True)

    clock = connection.surroundings.clock
    try:
        return wait_for_transform(
            name, clients, timeout_s=timeout_s, on_change=show, on_trouble=show_trouble, clock=clock
        )
    except JobFailed as error:
        said = last_words(JobLog(name, clients, TRANSFORM_GROUP))
        for line in said:
            click.echo(f"  | {line}", err=True)
        hint = _hint("\n".join([error.reason, *said]))
        if hint:
            click.echo(f"hint: {hint}", err=True)
        raise
    except WaitTimeout:
        click.echo(f"{name} goes on, and the same command attaches to it.", err=True)
        raise


def _hint(said: str) -> str:
    """What a refusal most often means: the lesson's own mistake."""
    if any(words in said for words in _OTHER_COLUMNS):
        return (
            "the test data has another number of columns than the training data had without its label. Is the label "
            "still in it? --input-filter '$[1:]' leaves the first column out."
        )
    return ""


def _print(state: TransformState, lines: list[str], score: Score | None, *, as_json: bool) -> None:
    if as_json:
        known = {"metric": score.metric, "value": score.value, "rows": len(score.truth)} if score else {}
        plain = {"transform_job": state.name, "output": state.output, "predictions": len(lines), **known}
        click.echo(json.dumps(plain))
        return
    seconds = f" in {format_duration(max(1, round(state.duration_s)))}" if state.duration_s else ""
    click.echo(f"{len(lines)} predictions{seconds}, in {state.output}")
    if score:
        print_score(score)
