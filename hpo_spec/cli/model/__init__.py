"""`hpo-spec model`: what is made of the best training job."""

from __future__ import annotations

import click

from hpo_spec.cli.model.create import create
from hpo_spec.cli.model.test import test


@click.group(
    "model", epilog="Example: hpo-spec model test boston-xgboost-1a2b3c4d --input s3://b/test.csv --output s3://b/out"
)
def command() -> None:
    """Make a model of the best training job, and test it on data that it has not seen."""


command.add_command(create)
command.add_command(test)
