"""How `validate` prints what it found: a small module for each format, imported when it is chosen.

A format is a function `report`, from checked specs to the text for stdout. It asks for one spec after the other, so
that what is found is printed as it is found, where the format allows that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import NamedTuple

from hpo_spec.finding import Finding


class Checked(NamedTuple):
    """A spec, and all that there is to say of it."""

    paths: tuple[str, ...]
    """Its file, or those that are merged into it, as they were given."""
    findings: list[Finding]
    """In reading order."""
    ok: bool
    summary: str
    """What it asks for, in a few words; empty where it could not be compiled."""

    @property
    def name(self) -> str:
        """What to call it."""
        return " + ".join(self.paths)


Report = Callable[[Iterable[Checked]], Iterator[str]]

FORMATS: dict[str, str] = {"text": "text", "json": "json_lines", "github": "github", "sarif": "sarif"}
"""The module of each format."""


def reporter(format_: str) -> Report:
    """The function that prints in a format."""
    report: Report = import_module(f"{__name__}.{FORMATS[format_]}").report
    return report
