"""`hpo-spec model create`: the model of the best training job, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from hpo_spec.cli.model.planning import model_options
from hpo_spec.cli.options import Connection, job_options, output_option
from hpo_spec.cli.output import print_data

if TYPE_CHECKING:
    from hpo_spec.aws import Clients
    from hpo_spec.aws.models import ModelPlan


@click.command("create", epilog="Example: hpo-spec model create boston-xgboost-1a2b3c4d --dry-run")
@model_options
@click.option("--dry-run", is_flag=True, help="Print the request, and create nothing.")
@output_option
@job_options
def create(
    make_plan: Callable[[Clients], ModelPlan],
    dry_run: bool,
    output: str,
    connection: Connection,
) -> None:
    """Create the model of the best training job, from its artifact.

    Image, role, environment, VPC and tags are the training job's, unless they are given. The name is derived from all
    of it, so that creating the same again finds the model that is there.
    """
    from hpo_spec.aws.models import create_model

    clients = connection.clients()
    plan = make_plan(clients)
    for note in plan.notes:
        click.echo(f"note: {note}", err=True)
    if dry_run:
        print_data(json.dumps(plan.request, indent=2) + "\n")
        return
    arn, was_there = create_model(plan.request, clients)
    name = plan.request["ModelName"]
    if output == "json":
        click.echo(json.dumps({"name": name, "arn": arn, "was_there": was_there}))
    else:
        click.echo(f"{'Found' if was_there else 'Created'} {name}\n  {arn}")
