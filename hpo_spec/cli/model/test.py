"""`hpo-spec model test`: a batch transform job over data that the model has not seen, and how good it is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from hpo_spec.cli.model.planning import model_options
from hpo_spec.cli.model.scoring import Score, print_score, score_of
from hpo_spec.cli.model.settings import transform_options
from hpo_spec.cli.model.truth import Truth, read_labels, truth_options
from hpo_spec.cli.options import Connection, job_options
from hpo_spec.cli.output import print_data
from hpo_spec.cli.waiting import INTERRUPTED, read_duration
from hpo_spec.errors import JobFailed, WaitTimeout
from hpo_spec.spec.duration import format_duration

if TYPE_CHECKING:
    from hpo_spec.aws import Clients
    from hpo_spec.aws.models import ModelPlan
    from hpo_spec.aws.transforms import TransformState

_LOG_LINES = 10


@click.command("test", epilog="Example: hpo-spec model test JOB --input s3://b/test.csv --output s3://b/predictions")
@model_options
@transform_options
@truth_options
@click.option("--timeout", callback=read_duration, metavar="TIME", help="Give up after this long; the job goes on.")
@click.option("--dry-run", is_flag=True, help="Print both requests, and create nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print data for programs.")
@job_options
def test(
    job: str,  # noqa: ARG001 - the plan has it
    make_plan: Callable[[Clients], ModelPlan],
    settings: dict[str, Any],
    truth: Truth | None,
    timeout: float | None,
    dry_run: bool,
    as_json: bool,
    connection: Connection,
) -> int:
    """Test the best model: a batch transform job over the input, and with labels, how good its predictions are.

    The model is created if it is not there. The spec's `transform` section gives defaults, with --spec.
    """
    from hpo_spec.aws.models import create_model
    from hpo_spec.aws.transforms import create_transform_job, read_predictions, transform_request

    clients = connection.clients()
    plan = make_plan(clients)
    for note in plan.notes:
        click.echo(f"note: {note}", err=True)
    request = transform_request(plan.request["ModelName"], settings)
    if dry_run:
        print_data(json.dumps({"CreateModel": plan.request, "CreateTransformJob": request}, indent=2) + "\n")
        return 0
    labels = read_labels(truth.labels, clients) if truth else []
    create_model(plan.request, clients)
    name = request["TransformJobName"]
    was_there = create_transform_job(request, clients)
    click.echo(
        f"{'Attached to' if was_there else 'Created'} {name}, of the model {plan.request['ModelName']}", err=True
    )
    try:
        state = _wait(name, clients, connection, timeout)
    except KeyboardInterrupt:
        click.echo(f"\nInterrupted; {name} goes on, and the same command attaches to it.", err=True)
        return INTERRUPTED
    source = settings["TransformInput"]["DataSource"]["S3DataSource"]["S3Uri"]
    lines = read_predictions(state, source, clients)
    _print(state, lines, score_of(truth.metric, labels, lines) if truth else None, as_json=as_json)
    return 0


def _wait(name: str, clients: Clients, connection: Connection, timeout_s: float | None) -> TransformState:
    """Wait for the transform job; if it fails, its log says more than its reason."""
    from hpo_spec.aws.logs import TRANSFORM_GROUP, JobLog
    from hpo_spec.aws.transforms import wait_for_transform

    def show(state: TransformState) -> None:
        click.echo(f"{name}: {state.status}", err=True)

    clock = connection.surroundings.clock
    try:
        return wait_for_transform(name, clients, timeout_s=timeout_s, on_change=show, clock=clock)
    except JobFailed as error:
        for line in JobLog(name, clients, TRANSFORM_GROUP).last_lines(_LOG_LINES):
            click.echo(f"  | {line.message}", err=True)
        hint = _hint(error.reason)
        if hint:
            click.echo(f"hint: {hint}", err=True)
        raise
    except WaitTimeout:
        click.echo(f"{name} goes on, and the same command attaches to it.", err=True)
        raise


def _hint(reason: str) -> str:
    """What a refusal most often means: the lesson's own mistake."""
    if "umber of columns does not match" in reason or "Feature size" in reason:
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
    seconds = f" in {format_duration(round(state.duration_s))}" if state.duration_s else ""
    click.echo(f"{len(lines)} predictions{seconds}, in {state.output}")
    if score:
        print_score(score)
