"""How findings are shown to people, and the one among them that is no problem: what a spec may cost at most."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable

import click

from hpo_spec.finding import Finding, Severity

COST = "cost-upper-bound"
"""The rule whose finding is the bound: it is always there, and shown apart from the others."""

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def text_of(finding: Finding) -> str:
    """The finding as it says itself, with its severity in colour; a hint is one line, without the source."""
    if finding.severity is Severity.INFO:
        finding = _on_one_line(finding)
    word = finding.severity.value
    return str(finding).replace(f"{word}: ", f"{styled(word, _COLOURS[finding.severity])}: ", 1)


def styled(text: str, colour: str) -> str:
    """Bold and in a colour, but where `NO_COLOR` is set. Whoever prints it takes that away where nobody looks."""
    return text if os.environ.get("NO_COLOR") else click.style(text, fg=colour, bold=True)


def at_most(findings: Iterable[Finding]) -> str:
    """What the spec may cost at most, in words; empty where that has not been worked out."""
    return next((finding.message for finding in findings if finding.rule == COST), "")


def without_cost(findings: Iterable[Finding]) -> list[Finding]:
    """All findings but the one that says what the spec may cost."""
    return [finding for finding in findings if finding.rule != COST]


def counted(findings: Iterable[Finding], severities: Iterable[Severity] = tuple(Severity)) -> str:
    """How many of each severity there are: `2 errors, 1 warning`."""
    counts = Counter(finding.severity for finding in findings)
    numbers = [(counts[severity], severity.value) for severity in severities if counts[severity]]
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in numbers)


def _on_one_line(finding: Finding) -> Finding:
    said = ". ".join([finding.message, *finding.help.rstrip(".").splitlines()])
    position = finding.position._replace(text="") if finding.position else None
    return finding._replace(message=said, help="", position=position)
