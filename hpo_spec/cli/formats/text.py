"""Findings for people: each with its source line, and below them whether the spec is ok and what it may cost."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click

from hpo_spec.cli.findings import at_most, counted, styled, text_of, without_cost
from hpo_spec.cli.formats import Checked
from hpo_spec.finding import Severity


def report(specs: Iterable[Checked]) -> Iterator[str]:
    """Some lines for each spec, in colour on a terminal."""
    coloured = sys.stdout.isatty()
    for spec in specs:
        text = "".join(f"{line}\n" for line in _lines(spec))
        yield text if coloured else click.unstyle(text)


def _lines(spec: Checked) -> Iterator[str]:
    yield from map(text_of, without_cost(spec.findings))
    yield f"{spec.name}: {_verdict(spec)}"
    cost = at_most(spec.findings)
    if cost:
        yield f"  {cost}"


def _verdict(spec: Checked) -> str:
    if spec.ok:
        return f"{styled('ok', 'green')} ({spec.summary})"
    return f"{styled('not ok', 'red')} ({counted(spec.findings, (Severity.ERROR, Severity.WARNING))})"
