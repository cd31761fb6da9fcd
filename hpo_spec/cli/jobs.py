"""How tuning jobs are shown: in a table for people, as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import click

from hpo_spec.cli.output import print_table
from hpo_spec.spec.duration import format_duration

if TYPE_CHECKING:
    from rich.table import Table

    from hpo_spec.aws import JobState

STATUS_STYLES = {
    "Completed": "green",
    "InProgress": "cyan",
    "Failed": "red",
    "Stopped": "yellow",
    "Stopping": "yellow",
}


def print_states(states: Sequence[JobState], output: str) -> None:
    """Every job: a row each, or a JSON list."""
    if output == "json":
        click.echo(json.dumps([state.to_json() for state in states], indent=2))
        return
    print_table(jobs_table(states, datetime.now(timezone.utc)))


def print_best(states: Sequence[JobState]) -> None:
    """The best trial of each job, with its objective and the hyperparameters that it was tuned with."""
    for state in states:
        if state.best is not None:
            click.echo(f"\nBest of {state.name}: {state.best.name}")
            shown = {state.best.metric: f"{state.best.value:g}", **state.best.hyperparameters}
            width = max(map(len, shown))
            click.echo("\n".join(f"  {name:<{width}}  {value}" for name, value in shown.items()))


def jobs_table(states: Sequence[JobState], now: datetime) -> Table:
    """A row for each job: name, status, trials, best objective, time."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("job", "status", "trials", "running", "failed", "best", "trial", "time"):
        right = heading in ("running", "failed", "best", "time")
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for state in states:
        status = state.status.value
        table.add_row(
            state.name,
            Text(status, style=STATUS_STYLES.get(status, "")),
            trials_of(state),
            str(state.running),
            Text(str(state.failed), style="red" if state.failed else ""),
            f"{state.best.value:g}" if state.best else "",
            state.best.name if state.best else "",
            elapsed_text(state, now),
        )
    return table


def trials_of(state: JobState) -> str:
    """`7/20`, or `7` where the number of training jobs has no limit."""
    return f"{state.done}/{state.max_jobs}" if state.max_jobs else str(state.done)


def elapsed_text(state: JobState, now: datetime) -> str:
    """How long the job has taken so far, or took: `1h30m`."""
    seconds = state.elapsed_s(now)
    return "" if seconds is None else format_duration(round(seconds))


def describe_line(state: JobState) -> str:
    """One line with what people ask first."""
    parts = [
        f"{state.name}: {state.status.value}",
        f"{trials_of(state)} trials done",
        f"{state.running} running" if state.running else "",
        f"{state.failed} failed" if state.failed else "",
        f"best {state.best.value:g} ({state.best.name})" if state.best else "",
    ]
    return ", ".join(part for part in parts if part)
