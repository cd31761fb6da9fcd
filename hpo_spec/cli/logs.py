"""`hpo-spec logs`: what the training jobs print."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import click

from hpo_spec.cli.options import Connection, job_options, output_option
from hpo_spec.cli.waiting import read_duration
from hpo_spec.errors import AwsError, JobNotFound, UsageError

if TYPE_CHECKING:
    from hpo_spec.aws import Clients
    from hpo_spec.aws.logs import LogLine
    from hpo_spec.aws.trials import Trial

_TRIAL = r".+-\d{3,}-[0-9a-f]{8}"
"""What SageMaker calls the training jobs of a tuning job."""


@click.command("logs", epilog="Example: hpo-spec logs boston-xgboost-1a2b3c4d --failed --tail 20")
@click.argument("job", metavar="JOB|TRAINING-JOB")
@click.option("--failed", is_flag=True, help="Of a tuning job, only the training jobs that failed.")
@click.option("--follow", is_flag=True, help="Go on until the job has ended.")
@click.option(
    "--since", callback=read_duration, metavar="TIME", help="Only what was written in the last TIME: 30m, 2h."
)
@click.option("--tail", type=click.IntRange(min=1), metavar="N", help="Only the last N lines of each training job.")
@output_option
@job_options
def command(
    job: str,
    failed: bool,
    follow: bool,
    since: float | None,
    tail: int | None,
    output: str,
    connection: Connection,
) -> None:
    """Print the logs of a training job, or of all training jobs of a tuning job."""
    from hpo_spec.aws.logs import JobLog

    if follow and (tail or failed):
        raise UsageError("--follow prints all that comes: it takes neither --tail nor --failed.")
    clients = connection.clients()
    start = datetime.now(timezone.utc) - timedelta(seconds=since) if since is not None else None
    trials = _trials(job, clients)
    show = _printer(output, many=trials is not None)
    if follow:
        _follow(job, clients, show, start, connection, is_tuning_job=trials is not None)
        return
    names = [job] if trials is None else [trial.name for trial in trials if not failed or trial.status == "Failed"]
    if failed and trials is not None and not names:
        click.echo(f"None of the {len(trials)} training jobs of {job} failed.", err=True)
    for name in names:
        log = JobLog(name, clients)
        for line in log.last_lines(tail) if tail and start is None else log.new_lines(start)[-(tail or 0) :]:
            show(line)


def _trials(job: str, clients: Clients) -> list[Trial] | None:
    """The training jobs of a tuning job, the first one first; `None` for a job that is a training job itself.

    Raises `AwsError` if it is neither.
    """
    from hpo_spec.aws import TuningJob
    from hpo_spec.aws.best_trial import describe_training_job

    if re.fullmatch(_TRIAL, job):  # most likely a training job: one call fewer
        with suppress(JobNotFound):
            describe_training_job(job, clients)
            return None
    try:
        return sorted(TuningJob(job, clients).trials(), key=lambda trial: trial.name)
    except JobNotFound as error:
        try:
            describe_training_job(job, clients)
        except JobNotFound:
            where = clients.place or "this account and region"
            message = f"There is neither a tuning job nor a training job {job!r} in {where}."
            raise AwsError(message, operation=error.operation, code=error.code, help=error.help) from error
        return None


def _follow(
    job: str,
    clients: Clients,
    show: Callable[[LogLine], None],
    since: datetime | None,
    connection: Connection,
    *,
    is_tuning_job: bool,
) -> None:
    """Follow one training job, or a tuning job whose training jobs come one after another."""
    from hpo_spec.aws import TuningJob
    from hpo_spec.aws.best_trial import describe_training_job
    from hpo_spec.aws.logs import JobLog, JobLogs, follow_logs

    def training_job_is_over() -> bool:
        return describe_training_job(job, clients)["TrainingJobStatus"] not in ("InProgress", "Stopping")

    clock, pause_s = connection.surroundings.clock, clients.pace.first_s
    if is_tuning_job:
        logs = JobLogs(TuningJob(job, clients), clients)
        follow_logs(logs, show, is_over=logs.is_over, since=since, clock=clock, pause_s=pause_s)
    else:
        log = JobLog(job, clients)
        follow_logs(log, show, is_over=training_job_is_over, since=since, clock=clock, pause_s=pause_s)


def _printer(output: str, *, many: bool) -> Callable[[LogLine], None]:
    """Prints a line, with its training job where there are several, and its instance where that is not the first."""

    def show(line: LogLine) -> None:
        if output == "json":
            click.echo(json.dumps(line.to_json()))
            return
        host = "" if line.host == "algo-1" else f"/{line.host}"
        origin = f"{line.job}{host} " if many else f"{line.host} " if host else ""
        click.echo(f"{line.time:%H:%M:%S} {origin}{line.message}")

    return show
