"""`hpo-spec logs`: what the training jobs print."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import click

from hpo_spec.cli.options import Connection, job_options, output_option
from hpo_spec.cli.waiting import read_duration
from hpo_spec.errors import JobNotFound, UsageError

if TYPE_CHECKING:
    from hpo_spec.aws import Clients
    from hpo_spec.aws.logs import JobLog, LogLine

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
    names, is_over = _jobs(job, clients, failed=failed)
    start = datetime.now(timezone.utc) - timedelta(seconds=since) if since is not None else None
    logs = [JobLog(name, clients) for name in names]
    show = _printer(output, many=len(names) > 1 or follow)
    if follow:
        _follow(job, logs, clients, show, is_over, start, connection)
        return
    for log in logs:
        for line in log.last_lines(tail) if tail and start is None else log.new_lines(start)[-(tail or 0) :]:
            show(line)


def _jobs(job: str, clients: Clients, *, failed: bool) -> tuple[list[str], Callable[[], bool]]:
    """The training jobs whose logs are meant, and what says whether no more will come."""
    from hpo_spec.aws import TuningJob
    from hpo_spec.aws.best_trial import describe_training_job

    def training_job_is_over() -> bool:
        return describe_training_job(job, clients)["TrainingJobStatus"] not in ("InProgress", "Stopping")

    tuning_job = TuningJob(job, clients)
    if not re.fullmatch(_TRIAL, job):
        try:
            trials = sorted(tuning_job.trials(), key=lambda trial: trial.name)
        except JobNotFound:
            training_job_is_over()  # it is one that nothing tuned, or there is none
            return [job], training_job_is_over
        if failed:
            trials = [trial for trial in trials if trial.status == "Failed"]
        return [trial.name for trial in trials], lambda: tuning_job.state().status.is_final
    training_job_is_over()
    return [job], training_job_is_over


def _follow(
    job: str,
    logs: list[JobLog],
    clients: Clients,
    show: Callable[[LogLine], None],
    is_over: Callable[[], bool],
    since: datetime | None,
    connection: Connection,
) -> None:
    """Follow one training job, or a tuning job whose training jobs come one after another."""
    from hpo_spec.aws import TuningJob
    from hpo_spec.aws.logs import JobLog, follow_logs

    known = {log.job for log in logs}
    is_one = known == {job}

    def is_over_now() -> bool:
        over = is_over()
        if not is_one:
            new = [trial.name for trial in TuningJob(job, clients).trials() if trial.name not in known]
            known.update(new)
            logs.extend(JobLog(name, clients) for name in sorted(new))
        return over

    pause_s = clients.pace.first_s
    follow_logs(logs, show, is_over=is_over_now, since=since, clock=connection.surroundings.clock, pause_s=pause_s)


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
