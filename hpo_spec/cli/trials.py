"""`hpo-spec trials`: every training job of a tuning job, in one table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import click

from hpo_spec.cli.jobs import STATUS_STYLES
from hpo_spec.cli.options import Connection, job_options
from hpo_spec.cli.output import print_data, print_table
from hpo_spec.errors import UsageError
from hpo_spec.spec.duration import format_duration

if TYPE_CHECKING:
    from hpo_spec.aws.trials import Trial, Trials

_STATUSES = ("InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting")
_SORTS = ("objective", "name", "status", "created", "duration")
_REASON_LENGTH = 60
_REASON_WIDTH = 30


def _read_status(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """The API's own word for a status, however it is written."""
    known = {status.lower(): status for status in _STATUSES}
    if value is not None and value.lower() not in known:
        raise click.BadParameter(f"{value!r} is none. There are {', '.join(_STATUSES)}.")
    return value and known[value.lower()]


@click.command("trials", epilog="Example: hpo-spec trials boston-xgboost-1a2b3c4d --top 5")
@click.argument("job", metavar="JOB")
@click.option("--status", callback=_read_status, metavar="STATUS", help="Only those of a status, such as Failed.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the first N.")
@click.option(
    "--sort",
    default="objective",
    show_default=True,
    metavar="BY",
    help=f"{', '.join(_SORTS)}, or a hyperparameter; the best, or the smallest, first.",
)
@click.option(
    "--output",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="How to print data.",
)
@job_options
def command(job: str, status: str | None, top: int | None, sort: str, output: str, connection: Connection) -> None:
    """Show every training job of a tuning job: rank, objective, what was tuned, and why one failed."""
    from hpo_spec.aws import TuningJob

    trials = TuningJob(job, connection.clients()).trials()
    ranks = {trial.name: rank for rank, trial in enumerate(trials, start=1) if trial.has_succeeded}
    shown = _sorted([trial for trial in trials if status in (None, trial.status)], sort, trials.names)[:top]
    if output == "json":
        click.echo(json.dumps([{"rank": ranks.get(trial.name), **trial.to_json()} for trial in shown], indent=2))
    elif output == "csv":
        print_data(_csv(shown, ranks, trials.headings))
    elif shown:
        _print(shown, ranks, trials)
    else:
        click.echo(f"{job} has no training job{f' that is {status}' if status else ' yet'}.", err=True)


def _sorted(trials: list[Trial], sort: str, names: Sequence[str]) -> list[Trial]:
    if sort == "objective":
        return trials
    if sort in names:
        return sorted(trials, key=lambda trial: _comparable(trial.tuned.get(sort)))
    if sort == "duration":
        return sorted(trials, key=lambda trial: _comparable(trial.duration_s()))
    if sort in _SORTS:
        return sorted(trials, key=lambda trial: _comparable(getattr(trial, sort)))
    raise UsageError(f"--sort {sort}: sort by one of {', '.join((*_SORTS, *names))}.")


def _comparable(value: object) -> tuple[int, float, str]:
    """Numbers by their size, texts by their letters, and nothing last."""
    if value is None:
        return 2, 0.0, ""
    if isinstance(value, (int, float)):
        return 0, float(value), ""
    return 1, value.timestamp() if isinstance(value, datetime) else 0.0, str(value)


def _csv(trials: Sequence[Trial], ranks: dict[str, int], headings: Mapping[str, str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["rank", "name", "status", "objective", *headings.values(), "duration_s", "definition", "failure_reason"]
    )
    for trial in trials:
        tuned = [trial.tuned.get(name, "") for name in headings]
        seconds, reason = trial.duration_s(), trial.failure_reason
        head = [ranks.get(trial.name, ""), trial.name, trial.status, trial.objective]
        writer.writerow([*head, *tuned, seconds, trial.definition, reason])
    return text.getvalue()


def _print(shown: Sequence[Trial], ranks: dict[str, int], trials: Trials) -> None:
    from rich.table import Table
    from rich.text import Text

    now = datetime.now(timezone.utc)
    metric = next((trial.metric for trial in trials if trial.metric), "objective")
    has_definitions = any(trial.definition for trial in trials)
    has_failures = any(trial.failure_reason for trial in shown)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("rank", justify="right", no_wrap=True)
    for heading in ("trial", *(["definition"] if has_definitions else []), "status"):
        table.add_column(heading, no_wrap=True)
    for heading in (metric, *trials.headings.values(), "time"):
        table.add_column(Text(heading), justify="right", no_wrap=True)
    if has_failures:
        table.add_column("reason", overflow="fold", min_width=_REASON_WIDTH)
    for trial in shown:
        seconds = trial.duration_s(now)
        table.add_row(
            str(ranks.get(trial.name, "")),
            trial.name,
            *([trial.definition] if has_definitions else []),
            Text(trial.status, style=STATUS_STYLES.get(trial.status, "")),
            "" if trial.objective is None else f"{trial.objective:g}",
            *(Text(_shown(trial.tuned.get(name))) for name in trials.names),
            "" if seconds is None else format_duration(round(seconds)),
            *([Text(_short(trial.failure_reason))] if has_failures else []),
        )
    print_table(table)


def _shown(value: object) -> str:
    return "" if value is None else f"{value:.5g}" if isinstance(value, float) else str(value)


def _short(reason: str) -> str:
    line = " ".join(reason.split())
    return line if len(line) <= _REASON_LENGTH else f"{line[: _REASON_LENGTH - 1]}…"
