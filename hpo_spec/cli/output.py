"""Where a verb's data goes: stdout, as UTF-8 on every platform, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hpo_spec.errors import UsageError

if TYPE_CHECKING:
    from rich.table import Table

_WIDE = 250
"""Columns for a table that nobody looks at in a terminal: wide enough for every name."""
_WIDEST = 10_000


def print_data(text: str) -> None:
    """Print data as UTF-8 with the line ends that it has: the same bytes everywhere."""
    click.echo(text.encode("utf-8"), nl=False)


def print_table(table: Table, *, err: bool = False) -> None:
    """Print a table as wide as the terminal; where there is none, or where it needs more, as wide as it is."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    console = Console(width=None if stream.isatty() else _WIDE, stderr=err)
    needed = console.measure(table, options=console.options.update(max_width=_WIDEST)).minimum
    if needed > console.width:
        console = Console(width=needed, stderr=err)
    console.print(table)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all; a pipe or a device is just written to. Raises `UsageError` if it fails."""
    target = path.resolve()
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, text)
    except OSError as error:
        raise UsageError(f"cannot write {str(path)!r}: {error.strerror}.") from error


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet. Raises `UsageError` if it is, or cannot be written."""
    if path.is_file() or path.is_dir():
        raise UsageError(f"{str(path)!r} exists already: name another file, or remove it first.")
    write_whole(path, text)


def _replace(target: Path, text: str) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        temporary.write_bytes(text.encode("utf-8"))
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
