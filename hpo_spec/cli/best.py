"""`hpo-spec best`: the best training job, with all that is needed to use it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from hpo_spec.cli.options import Connection, job_options, output_option
from hpo_spec.spec.duration import format_duration

if TYPE_CHECKING:
    from hpo_spec.aws.best_trial import Best


@click.command("best", epilog="Example: hpo-spec best boston-xgboost-1a2b3c4d --output json")
@click.argument("job", metavar="JOB")
@output_option
@job_options
def command(job: str, output: str, connection: Connection) -> None:
    """Show the best training job: objective, all hyperparameters, model and training time."""
    from hpo_spec.aws import TuningJob
    from hpo_spec.aws.best_trial import best_of

    clients = connection.clients()
    best = best_of(TuningJob(job, clients).describe(), clients)
    if output == "json":
        click.echo(json.dumps(best.to_json(), indent=2))
    else:
        _print(best)


def _print(best: Best) -> None:
    seconds = best.training_time_s
    told = [(name, f"{value}  (tuned)") for name, value in best.tuned.items()] + list(best.static.items())
    shown = [
        ("training job", best.name),
        (best.metric or "objective", f"{best.objective:g}"),
        ("status", best.status),
        *([("definition", best.definition)] if best.definition else []),
        *([("training time", format_duration(seconds))] if seconds is not None else []),
        ("model", best.artifact or "none yet"),
        *(("hyperparameters" if place == 0 else "", f"{name} = {value}") for place, (name, value) in enumerate(told)),
    ]
    width = max(len(name) for name, _ in shown)
    click.echo("\n".join(f"{name:<{width}}  {value}" for name, value in shown))
    if best.better_parent:
        click.echo(
            f"note: of this job and those that it was warm-started from, {best.better_parent} is the best.", err=True
        )
