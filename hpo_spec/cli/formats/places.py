"""Where a finding stands, as services know places: a file of the repository, a line, and from where to where in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hpo_spec.finding import Finding, Position, format_path
from hpo_spec.source.reading import STDIN

_VALUE = r""""(?:\\.|[^"\\])*"|'(?:''|[^'])*'|[^\s,\[\]{}]*[^\s,\[\]{}:]|."""
"""A quoted text, a word, or one sign."""


class Region(NamedTuple):
    """A part of a line: columns count characters from 1, and `end_column` is the first one after it."""

    line: int
    column: int
    end_column: int


class Place(NamedTuple):
    """A file, relative to the working directory where it is below it, and the part of it that a finding is about."""

    file: str
    region: Region | None


def place_of(finding: Finding, paths: Sequence[str]) -> Place | None:
    """Where a finding about the spec in some files stands; `None` if it is in no file, as with standard input.

    One without a position, or in an override of the command line, is about the first file as a whole.
    """
    files = [str(Path(path)) for path in paths if path != STDIN]
    at = finding.position
    if at is not None and at.file in files:
        return Place(_relative(at.file), _region(at))
    return Place(_relative(files[0]), None) if files else None


def message_of(finding: Finding, paths: Sequence[str]) -> str:
    """The path and the message of a finding; and its position, where that is in no file."""
    at = finding.position
    elsewhere = at is not None and at.file not in [str(Path(path)) for path in paths]
    where = f"{at.file}:{at.line}:{at.column}: " if at and elsewhere else ""
    subject = f"{format_path(finding.path)}: " if finding.path else ""
    return f"{where}{subject}{finding.message}"


def _relative(file: str) -> str:
    path, here = Path(file), Path.cwd()
    absolute = path.parent.resolve() / path.name
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()


def _region(at: Position) -> Region:
    value = re.match(_VALUE, at.text[at.column - 1 :])
    return Region(at.line, at.column, at.column + (value.end() if value else 1))
