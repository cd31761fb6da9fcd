"""`hpo-spec report`: what came out of a tuning job, as a page that opens anywhere."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import click

from hpo_spec.cli.options import Connection, job_options
from hpo_spec.cli.output import write_whole


@click.command("report", epilog="Example: hpo-spec report boston-xgboost-1a2b3c4d --out boston.html")
@click.argument("job", metavar="JOB")
@click.option("--out", default="report.html", show_default=True, type=click.Path(dir_okay=False), help="The file.")
@job_options
def command(job: str, out: str, connection: Connection) -> None:
    """Write a page about a tuning job: what was asked, what came out, figures and all trials.

    It is one file that needs no network. A file of that name is replaced.
    """
    from hpo_spec.aws import TuningJob
    from hpo_spec.cli.live import tags_of
    from hpo_spec.report.page import page_of
    from hpo_spec.report.result import result_of

    handle = TuningJob(job, connection.clients())
    result = result_of(handle, datetime.now(timezone.utc))
    write_whole(Path(out), page_of(result._replace(tags=tags_of(handle))))
    click.echo(f"{out}: {len(result.trials)} trials of {job}", err=True)
