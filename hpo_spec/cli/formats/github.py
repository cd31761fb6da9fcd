"""Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hpo_spec.cli.findings import at_most, without_cost
from hpo_spec.cli.formats import Checked
from hpo_spec.cli.formats.places import message_of, place_of
from hpo_spec.finding import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def report(specs: Iterable[Checked]) -> Iterator[str]:
    """A line for each finding; what a spec may cost is a line of the log, and stands beside no line of a spec."""
    for spec in specs:
        for finding in without_cost(spec.findings):
            yield _command(finding, spec.paths) + "\n"
        cost = at_most(spec.findings)
        if cost:
            yield f"cost of {_data(spec.name)}: {cost}\n"


def _command(finding: Finding, paths: tuple[str, ...]) -> str:
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in _properties(finding, paths).items())
    message = "\n".join(part for part in (message_of(finding, paths), finding.help) if part)
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(message)}"


def _properties(finding: Finding, paths: tuple[str, ...]) -> dict[str, object]:
    place = place_of(finding, paths)
    file = {"file": place.file} if place else {}
    region = place.region if place else None
    at = {"line": region.line, "col": region.column, "endColumn": region.end_column} if region else {}
    return {**file, **at, "title": finding.rule}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
