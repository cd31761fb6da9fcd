"""`hpo-spec export`: a tuning job's trials, for other tools."""

from __future__ import annotations

import click

from hpo_spec.cli.options import Connection, job_options
from hpo_spec.secret_text import masked


@click.command("export", epilog="Example: hpo-spec export boston-xgboost-1a2b3c4d --optuna sqlite:///study.db")
@click.argument("job", metavar="JOB")
@click.option("--optuna", "url", required=True, metavar="URL", help="The database, like sqlite:///study.db.")
@job_options
def command(job: str, url: str, connection: Connection) -> None:
    """Write the trials of a tuning job as an Optuna study of its name, as optuna-dashboard shows it.

    What an earlier export wrote is replaced; another study of that name is not.
    """
    from hpo_spec.aws import TuningJob
    from hpo_spec.aws.trials import trials_of
    from hpo_spec.report.study import export_study

    handle = TuningJob(job, connection.clients())
    described = handle.describe()
    study = export_study(described, trials_of(described, handle.clients), url)
    click.echo(f"{masked(url)}: {len(study.trials)} trials of {job}", err=True)
