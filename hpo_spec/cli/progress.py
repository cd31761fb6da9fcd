"""What `wait` shows while it waits: a live table, a line for each change, or an event for each line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import click

from hpo_spec.cli.jobs import describe_line, elapsed_text, jobs_table
from hpo_spec.spec.duration import format_duration

if TYPE_CHECKING:
    from rich.console import RenderableType

    from hpo_spec.aws import JobState, Progress

Show = Callable[["Progress"], None]


@contextmanager
def progress_shown(output: str) -> Iterator[Show]:
    """The way to show progress that fits: JSON events on stdout, a live table on a terminal, else lines on stderr."""
    if output == "json":
        yield lambda progress: click.echo(json.dumps(progress.to_json()))
    elif sys.stderr.isatty():
        with _live_table() as show:
            yield show
    else:
        yield lambda progress: click.echo(_line(progress), err=True)


def _line(progress: Progress) -> str:
    at = f"[{format_duration(round(progress.elapsed_s))}]"
    if progress.trouble:
        return f"{at} {progress.name}: {progress.trouble}"
    return f"{at} {describe_line(progress.state)}" if progress.state else f"{at} {progress.name}"


@contextmanager
def _live_table() -> Iterator[Show]:
    from rich.console import Console
    from rich.live import Live

    states: dict[str, JobState] = {}
    trouble: dict[str, str] = {}

    def show(progress: Progress) -> None:
        if progress.state:
            states[progress.name] = progress.state
        trouble.pop(progress.name, None)
        if progress.trouble:
            trouble[progress.name] = progress.trouble

    def render() -> RenderableType:
        return _live_view(list(states.values()), list(trouble.values()))

    with Live(get_renderable=render, console=Console(stderr=True), refresh_per_second=4, transient=True):
        yield show


def _live_view(states: list[JobState], trouble: list[str]) -> RenderableType:
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    now = datetime.now(timezone.utc)
    parts: list[RenderableType] = []
    if len(states) == 1 and states[0].max_jobs:
        state = states[0]
        bar = Table.grid(padding=(0, 1))
        bar.add_row(
            Text(f"{state.name} ", style="bold"),
            ProgressBar(total=state.max_jobs, completed=state.done, width=40),
            Text(f"{state.done}/{state.max_jobs} trials, {elapsed_text(state, now)}"),
        )
        parts.append(bar)
    parts.append(jobs_table(states, now))
    parts += [Text(text, style="yellow") for text in trouble]
    return Group(*parts)
